import { readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { cleanShareGPT, sharegpt } from "@neftune/datasets";
import { createRandom, temporaryFolder } from "@neftune/models/fixtures";
import { runProgram } from "../bench/run-program.ts";
import { chatPages } from "./chat-pages.ts";

/*
 * node --conditions=@neftune/source tooling/src/interop/sharegpt.ts [COUNT | FILE]
 *
 * Cleans COUNT made-up conversations (default 2000), or a file of them, here and with FastChat, and compares every turn. PEER_PYTHON names
 * a Python that has fschat 0.2.36, markdownify 0.11.6 and beautifulsoup4. Ends with status 1 where any turn differs.
 */
const MAX_LENGTH = 600;
const python = process.env.PEER_PYTHON;
if (python === undefined) {
  console.error("name a Python with fschat, markdownify 0.11.6 and beautifulsoup4 as PEER_PYTHON");
  process.exit(2);
}
interface Theirs {
  kept: Record<string, string[]>;
  pieces: string[][];
}
interface Cleaned {
  conversations: { value: string }[];
}

const given = process.argv[2] ?? "2000";
const isCount = /^\d+$/.test(given);
const rows: unknown[] = isCount
  ? chatPages(Number(given), createRandom(1))
  : JSON.parse(await readFile(resolve(given), "utf8"));
await using folder = await temporaryFolder();
const file = join(folder.path, "rows.json");
await writeFile(file, JSON.stringify(rows));
const script = fileURLToPath(new URL("./peers/clean_sharegpt.py", import.meta.url));
const command = [python, "-B", script, file, String(MAX_LENGTH)] as const;
const theirs = await runProgram<Theirs>(command, { cwd: folder.path, env: process.env });

const tokenizer = {
  encode: (text: string) => [0, ...new TextEncoder().encode(text)],
  decode: () => "",
  eosTokenId: null,
  padTokenId: null,
};
const turnsOf = (value: unknown) => (value as Cleaned).conversations.map((turn) => turn.value);
const kept = new Map<number, string[]>();
// FastChat looks at the numbering of lists after it has split.
for await (const { index, value, leftOut } of cleanShareGPT(sharegpt(rows)).rows())
  if (leftOut === undefined || leftOut.includes("a list begins")) kept.set(index, turnsOf(value));
const pieces = new Set<string>();
for await (const { value, leftOut } of cleanShareGPT(sharegpt(rows), { tokenizer, maxLength: MAX_LENGTH }).rows())
  if (leftOut === undefined) pieces.add(JSON.stringify(turnsOf(value)));

const alike = rows.filter((_, index) => JSON.stringify(kept.get(index)) === JSON.stringify(theirs.kept[index])).length;
const found = theirs.pieces.filter((piece) => pieces.has(JSON.stringify(piece))).length;
const turns = Object.values(theirs.kept).flat().length;
console.log(
  `${alike} of ${rows.length} rows alike (FastChat keeps ${Object.keys(theirs.kept).length}, ${turns} turns)`,
);
console.log(`${found} of FastChat's ${theirs.pieces.length} pieces are among our ${pieces.size}`);
if (alike < rows.length || found < theirs.pieces.length) process.exitCode = 1;
