import { open } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runProgram } from "../bench/run-program.ts";

/** Shapes of an adapter's tensors by name, in the order of the names. */
export type TensorShapes = Readonly<Record<string, readonly number[]>>;

/** What is in an adapter's folder. */
export async function adapterNames(folder: string): Promise<TensorShapes> {
  await using file = await open(join(folder, "adapter_model.safetensors"));
  const length = Number((await file.read(Buffer.alloc(8), 0, 8, 0)).buffer.readBigUInt64LE());
  const { buffer } = await file.read(Buffer.alloc(length), 0, length, 8);
  const { __metadata__, ...tensors } = JSON.parse(buffer.toString()) as Record<string, { shape: number[] }>;
  return sorted(Object.fromEntries(Object.entries(tensors).map(([name, { shape }]) => [name, shape])));
}

/** What PEFT would save of such an adapter for the model; null where no Python is named. */
export async function namesByPeft(model: string, env: NodeJS.ProcessEnv): Promise<TensorShapes | null> {
  if (!env.PEER_PYTHON) return null;
  const script = fileURLToPath(new URL("./peft_names.py", import.meta.url));
  return sorted(await runProgram<TensorShapes>([env.PEER_PYTHON, "-B", script, model], { cwd: model, env }));
}

function sorted(shapes: TensorShapes): TensorShapes {
  return Object.fromEntries(Object.entries(shapes).sort(([a], [b]) => (a < b ? -1 : 1)));
}
