import { configKeys, sftConfigGroups } from "@neftune/trainer/config";
import { modelAndDataKeys } from "./app-keys.ts";
import { trainKeys } from "./train-keys.ts";

const { boolean, configKey, integer } = configKeys;

/** The keys of a recipe that decide about rows and their tokens. */
export const dataKeyGroups = [
  { title: "Model and data", keys: modelAndDataKeys },
  ...sftConfigGroups.filter(({ title }) => title === "Rows"),
];

export const inspectKeys = {
  show: configKey(integer({ min: 0 }), 3, "Rows that are shown as the model sees them"),
};

export const prepareKeys = {
  remove: configKey(boolean(), false, "Remove what was prepared: all of it, or that of a file"),
};

/** All keys of a recipe are taken, so that `neftune train …` becomes a look at its rows by changing one word. */
export const allInspectKeys = { ...trainKeys, ...inspectKeys };

export const allPrepareKeys = { ...trainKeys, ...prepareKeys };
