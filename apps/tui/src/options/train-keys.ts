import { sftConfigGroups, sftConfigKeys } from "@neftune/trainer/config";
import { appKeys, modelAndDataKeys, runKeys } from "./app-keys.ts";

/** All keys of a recipe of `neftune train`, which are also its flags. */
export const trainKeys = { ...appKeys, ...sftConfigKeys };

/** The same under headings, in the order in which help shows them. */
export const trainKeyGroups = [
  { title: "Model and data", keys: modelAndDataKeys },
  { title: "The run", keys: runKeys },
  ...sftConfigGroups,
];
