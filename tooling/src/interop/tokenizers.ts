import { copyFile, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { AutoTokenizer } from "@neftune/models";
import { createRandom, temporaryFolder } from "@neftune/models/fixtures";
import { runProgram } from "../bench/run-program.ts";
import { oddTexts } from "./odd-texts.ts";

/*
 * node --conditions=@neftune/source tooling/src/interop/tokenizers.ts FILE…
 *
 * Compares the ids of odd texts with those that sentencepiece gives (FILE is a tokenizer.model) or Hugging Face's tokenizers
 * (a tokenizer.json). PEER_PYTHON names a Python that has them. Ends with status 1 where any differ.
 */
const python = process.env.PEER_PYTHON;
const files = process.argv.slice(2).map((file) => resolve(file));
if (python === undefined || files.length === 0) {
  console.error("give tokenizers as arguments and, as PEER_PYTHON, a Python with sentencepiece and tokenizers");
  process.exit(2);
}
await using folder = await temporaryFolder();
const texts = oddTexts(2000, createRandom(1));
const textsFile = join(folder.path, "texts.json");
await writeFile(textsFile, JSON.stringify(texts));
const script = fileURLToPath(new URL("./ids-of-texts.py", import.meta.url));
const command = [python, "-B", script, textsFile, ...files] as const;
const { ids } = await runProgram<{ ids: Record<string, number[][]> }>(command, { cwd: folder.path, env: process.env });

for (const file of files) {
  const tokenizer = await AutoTokenizer.fromPretrained(await folderOf(file));
  const differing = texts.filter(
    (text, index) => tokenizer.encode(text, { addSpecialTokens: false }).join() !== ids[file]![index]!.join(),
  );
  console.log(`${file}: ${texts.length - differing.length} of ${texts.length} texts have the same ids`);
  for (const text of differing.slice(0, 5)) console.log(`  not ${JSON.stringify(text)}`);
  if (differing.length > 0) process.exitCode = 1;
}

/** A folder's tokenizer.json goes before its tokenizer.model, so the latter is opened alone. */
async function folderOf(file: string): Promise<string> {
  if (basename(file) === "tokenizer.json") return dirname(file);
  await copyFile(file, join(folder.path, "tokenizer.model"));
  return folder.path;
}
