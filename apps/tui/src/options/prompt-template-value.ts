import { promptTemplateNames } from "@neftune/datasets";
import type { configKeys } from "@neftune/trainer/config";
import { z } from "zod";

/** A template's name, or the path of a file; words that can be neither are refused before anything is read. */
export const promptTemplateValue: configKeys.ValueType<string> = {
  schema: z.string().refine((value) => promptTemplateNames.some((name) => name === value) || /[./\\]/.test(value)),
  wanted: `${promptTemplateNames.join(", ")}, or the path of a chat template (Jinja)`,
};
