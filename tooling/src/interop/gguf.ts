import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { openDevice } from "@neftune/engine";
import { AutoModelForCausalLM, exportFormats } from "@neftune/models";
import { temporaryFolder } from "@neftune/models/fixtures";
import { runProgram } from "../bench/run-program.ts";

/*
 * node --conditions=@neftune/source tooling/src/interop/gguf.ts FOLDER PROMPT…
 *
 * Exports a model to GGUF in each type, and compares what llama.cpp makes of the prompts with what transformers makes of the
 * folder: tokens, and 40 greedy ones after them. PEER_PYTHON names a Python with transformers, LLAMA_PYTHON (else the same) one
 * with llama-cpp-python. Ends with status 1 where float32 or float16 differ; in 8 bits a model is another one.
 */
interface Greedy {
  rows: { prompt: number[]; continuation: number[] }[];
}

const { PEER_PYTHON: python, LLAMA_PYTHON: llamaPython = python } = process.env;
const [folder, ...prompts] = process.argv.slice(2);
if (python === undefined || llamaPython === undefined || folder === undefined || prompts.length === 0) {
  console.error(
    "give a folder and prompts, a Python with transformers as PEER_PYTHON, one with llama_cpp as LLAMA_PYTHON",
  );
  process.exit(2);
}
const cwd = process.cwd();
const run = (program: string, script: string, model: string) =>
  runProgram<Greedy>([program, "-B", fileURLToPath(new URL(script, import.meta.url)), model, ...prompts], {
    cwd,
    env: process.env,
  });
const expected = await run(python, "./greedy-transformers.py", resolve(folder));

await using output = await temporaryFolder();
await using device = await openDevice("cpu");
const model = await AutoModelForCausalLM.fromPretrained(folder, { device });
const gguf = exportFormats.find(({ name }) => name === "gguf")!;
for (const dtype of gguf.dtypes) {
  const { files } = await gguf.write(model, output.path, { dtype });
  const actual = await run(llamaPython, "./greedy-llama-cpp.py", files[0]!);
  for (const [index, { prompt, continuation }] of expected.rows.entries()) {
    const row = actual.rows[index]!;
    const same = continuation.findIndex((id, place) => id !== row.continuation[place]);
    const tokens = row.prompt.join() === prompt.join() ? "same tokens" : "other tokens";
    const count = same < 0 ? continuation.length : same;
    console.log(
      `${dtype}, ${JSON.stringify(prompts[index])}: ${tokens}, ${count} of ${continuation.length} follow alike`,
    );
    if (dtype !== "q8_0" && (tokens === "other tokens" || same >= 0)) process.exitCode = 1;
  }
}
