import { createHash } from "node:crypto";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";

/** Names of files that a tokenizer is read from. */
const TOKENIZER_FILE =
  /^(?:config\.json|tokenizer.*|special_tokens_map\.json|added_tokens\.json|vocab\..*|merges\.txt|chat_template\..*|.*\.gguf)$/;

/** Templates that ask for the date write other tokens every day. */
const ASKS_FOR_DATE = "strftime_now";

/**
 * SHA-256 of all that a tokenizer is read from, in hexadecimal digits: its files in a folder, or a GGUF file.
 * @param today the date, such as "2025-07-10"; it counts only where a chat template writes it
 */
export async function tokenizerHash(path: string, today: string): Promise<string> {
  const hash = createHash("sha256");
  for (const file of await filesOf(path)) {
    const { size, mtimeMs } = await stat(file.path);
    hash.update(`${file.name}\n`);
    // The weights are in there, too: reading gigabytes to see whether some megabytes are the same would take longer than tokenising.
    if (file.name.endsWith(".gguf")) hash.update(`${file.path} ${size} ${mtimeMs}\n`);
    else {
      const bytes = await readFile(file.path);
      hash.update(`${bytes.length}\n`).update(bytes);
      if (bytes.includes(ASKS_FOR_DATE)) hash.update(today);
    }
  }
  return hash.digest("hex");
}

async function filesOf(path: string): Promise<{ name: string; path: string }[]> {
  if ((await stat(path)).isFile()) return [{ name: "model.gguf", path }];
  const names = (await readdir(path)).filter((name) => TOKENIZER_FILE.test(name));
  return names.sort().map((name) => ({ name, path: join(path, name) }));
}
