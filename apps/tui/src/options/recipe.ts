import { readFile, stat } from "node:fs/promises";
import { configKeys, SFTConfigError } from "@neftune/trainer/config";
import { isMap, isScalar, LineCounter, parseDocument } from "yaml";
import { RequestError } from "../errors/request-error.ts";

/** A recipe is some fifty lines; a file much larger is something else. */
const MAX_BYTES = 1_000_000;

/**
 * Reads a recipe: a YAML mapping of known keys to values.
 * @returns values by key in snake_case, older names replaced
 * @throws RequestError that names the file and the line
 */
export async function readRecipe(path: string, keys: configKeys.ConfigKeys): Promise<Record<string, unknown>> {
  return parseRecipe(await readText(path), path, keys);
}

/** @param path Named in errors only. */
export function parseRecipe(text: string, path: string, keys: configKeys.ConfigKeys): Record<string, unknown> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [syntaxError] = document.errors;
  if (syntaxError !== undefined) {
    const message = syntaxError.message.replaceAll(/\s+/g, " ");
    throw new RequestError(`${path}, line ${lines.linePos(syntaxError.pos[0]).line}: ${message}`, {
      cause: syntaxError,
    });
  }
  if (document.contents === null) return {};
  if (!isMap(document.contents)) throw new RequestError(`${path}: a recipe is a list of lines "key: value"`);
  const values: Record<string, unknown> = {};
  for (const { key, value } of document.contents.items) {
    const line = isScalar(key) && key.range ? lines.linePos(key.range[0]).line : 1;
    const spelled = isScalar(key) ? String(key.value) : String(key);
    try {
      const name = configKeys.findKey(keys, spelled, "snake_case");
      const known = configKeys.snakeCase(name);
      const given = toValue(value, document);
      if (known in values) throw new RequestError(`${known} is given twice, by this name and an older one`);
      configKeys.checkValue(keys[name]!, spelled, given);
      values[known] = given;
    } catch (error) {
      if (!SFTConfigError.isInstance(error) && !RequestError.isInstance(error)) throw error;
      throw new RequestError(`${path}, line ${line}: ${error.message}`, { cause: error });
    }
  }
  return values;
}

function toValue(node: unknown, document: ReturnType<typeof parseDocument>): unknown {
  if (node === null) return null;
  try {
    return (node as { toJS(document: unknown, options: { maxAliasCount: number }): unknown }).toJS(document, {
      maxAliasCount: 20,
    });
  } catch (cause) {
    throw new RequestError(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

async function readText(path: string): Promise<string> {
  try {
    const { size } = await stat(path);
    if (size > MAX_BYTES) throw new RequestError(`${path} has ${size} bytes; a recipe has at most ${MAX_BYTES}`);
    return await readFile(path, "utf8");
  } catch (cause) {
    if (RequestError.isInstance(cause)) throw cause;
    const { code } = cause as NodeJS.ErrnoException;
    if (code === "ENOENT") throw new RequestError(`no such recipe: ${path}; wanted a YAML file, or demo`, { cause });
    if (code === "EISDIR") throw new RequestError(`${path} is a folder; wanted a recipe, a YAML file`, { cause });
    throw new RequestError(`${path} cannot be read (${code ?? cause}); wanted a recipe, a YAML file`, { cause });
  }
}
