import { readFile, stat } from "node:fs/promises";
import { promptTemplateNames } from "@neftune/datasets";
import { configKeys } from "@neftune/trainer/config";
import { RequestError } from "../errors/request-error.ts";

/** A file larger than this is no template, in bytes; real ones stay below 20,000. */
const maxTemplateBytes = 1 << 20;

/**
 * What `prompt_template` means: a name stays, of a file it is the template in it.
 *
 * @throws RequestError where it is neither a name nor a file that holds a template
 */
export async function readPromptTemplate(value: string | null): Promise<string | null> {
  if (value === null || promptTemplateNames.some((name) => name === value)) return value;
  const refuse = (why: string, cause?: unknown) => new RequestError(`prompt_template: ${value} ${why}`, { cause });
  const file = await stat(value).catch((cause: unknown) => {
    const nearest = configKeys.nearestWord(value, promptTemplateNames);
    throw refuse(
      `is neither a file nor a name; known: ${promptTemplateNames.join(", ")}; the nearest is ${nearest}`,
      cause,
    );
  });
  if (!file.isFile()) throw refuse("is no file; wanted a chat template (Jinja)");
  if (file.size > maxTemplateBytes)
    throw refuse(`has ${file.size} bytes, more than the ${maxTemplateBytes} of any chat template`);
  const template = await readFile(value, "utf8").catch((cause: Error) => {
    throw refuse(`cannot be read: ${cause.message}`, cause);
  });
  if (/\{\{|\{%/.test(template)) return template;
  throw refuse("holds no chat template: there is neither {{ nor {% in it");
}
