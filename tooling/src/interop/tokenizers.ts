import { copyFile, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { AutoTokenizer } from "@neftune/models";
import { createRandom, temporaryFolder } from "@neftune/models/fixtures";
import { runProgram } from "../bench/run-program.ts";
import { oddTexts } from "./odd-texts.ts";

/*
 * node --conditions=@neftune/source tooling/src/interop/tokenizers.ts [--count 2000] FILE…
 *
 * Compares the ids of odd texts with those that sentencepiece gives (FILE is a tokenizer.model) or Hugging Face's tokenizers
 * (a tokenizer.json). PEER_PYTHON names a Python that has them. Texts with characters that its Unicode does not know yet are left out.
 * Ends with status 1 where any differ.
 */

/** Found in text by Hugging Face's libraries and ours, and not by sentencepiece. */
const marksOfModels = /<\/?s>|<unk>/;
const python = process.env.PEER_PYTHON;
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { count: { type: "string", default: "2000" } },
});
if (python === undefined || positionals.length === 0) {
  console.error("give tokenizers as arguments and, as PEER_PYTHON, a Python with sentencepiece and tokenizers");
  process.exit(2);
}
await using folder = await temporaryFolder();
const texts = oddTexts(Number(values.count), createRandom(1));
const textsFile = join(folder.path, "texts.json");
await writeFile(textsFile, JSON.stringify(texts));
const script = fileURLToPath(new URL("./ids-of-texts.py", import.meta.url));

for (const file of positionals.map((path) => resolve(path))) {
  const command = [python, "-B", script, textsFile, file] as const;
  const { ids } = await runProgram<{ ids: (number[] | null)[] }>(command, { cwd: folder.path, env: process.env });
  const tokenizer = await AutoTokenizer.fromPretrained(await folderOf(file));
  const isComparable = (text: string) => !file.endsWith(".model") || !marksOfModels.test(text);
  const known = texts.flatMap((text, index) => (ids[index] && isComparable(text) ? [{ text, ids: ids[index] }] : []));
  const differing = known.filter(
    ({ text, ids }) => tokenizer.encode(text, { addSpecialTokens: false }).join() !== ids.join(),
  );
  console.log(`${file}: ${known.length - differing.length} of ${known.length} texts have the same ids`);
  for (const { text } of differing.slice(0, 5)) console.log(`  not ${JSON.stringify(text)}`);
  if (differing.length > 0) process.exitCode = 1;
}

/** A folder's tokenizer.json goes before its tokenizer.model, so the latter is opened alone. */
async function folderOf(file: string): Promise<string> {
  if (basename(file) === "tokenizer.json") return dirname(file);
  await copyFile(file, join(folder.path, "tokenizer.model"));
  return folder.path;
}
