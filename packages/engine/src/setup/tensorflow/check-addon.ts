import { writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { SetupError } from "../../errors/setup-error.ts";
import type { Environment } from "../environment.ts";
import { runProcess } from "../run-process.ts";
import { HOST_TFJS } from "./host-tfjs.ts";

/** Rows (1 2 3) and (4 5 6) times their transpose. */
const PRODUCT = "14,32,32,77";

/**
 * Loads the addon in a process of its own, which native code may take down, and multiplies matrices with it.
 *
 * @throws SetupError when that does not give the right product
 */
export async function checkAddon(
  folder: string,
  { packageName, env, signal }: { packageName: string; env: Environment; signal?: AbortSignal },
): Promise<void> {
  const script = join(folder, "check.cjs");
  await writeFile(script, checkSource(packageName, createRequire(import.meta.url).resolve("@tensorflow/tfjs")));
  const args = "Deno" in globalThis ? ["run", "--allow-all", script] : [script];
  const result = await runProcess(process.execPath, args, { env: { ...env, TF_CPP_MIN_LOG_LEVEL: "2" }, signal });
  if (result?.stdout.trim().split("\n").at(-1) === `product ${PRODUCT}`) return;
  const said = `${result?.stderr ?? ""}\n${result?.stdout ?? ""}`.trim().split("\n");
  const error = said.find((line) => /error/i.test(line)) ?? said.at(-1);
  throw new SetupError(`the addon was compiled and does not work: ${error || `exit status ${result?.code}`}`);
}

function checkSource(packageName: string, tfjs: string): string {
  return `const util = require("util");
util.isNullOrUndefined ??= (value) => value == null;
util.isArray ??= Array.isArray;
globalThis[Symbol.for(${JSON.stringify(HOST_TFJS)})] = require(${JSON.stringify(tfjs)});
const tf = require(${JSON.stringify(packageName)});
const x = tf.tensor2d([[1, 2, 3], [4, 5, 6]]);
console.log("product " + Array.from(tf.matMul(x, x, false, true).dataSync()).join());
`;
}
