import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { initialWeights } from "../../demo/model/initial-weights.ts";
import { encodeSafetensors } from "../../demo/model/safetensors.ts";
import { createRandom } from "../../demo/random.ts";
import { llamaConfig, type ShapeName, shapes, weightless } from "./shapes.ts";

// A program of its own, since a child's peak memory counts from its parent's: what starts the measured processes must stay small.
// Writes a model of random weights of the shape of the second argument to the folder of the first, with the tokenizer of the folder
// of the third where there is one.
const [folder, name, tokenizer] = process.argv.slice(2) as [string, ShapeName, string | undefined];
const shape = shapes[name];
const random = weightless.includes(name) ? { ...createRandom(1), normal: () => 0 } : createRandom(1);
await mkdir(folder, { recursive: true });
await writeFile(join(folder, "config.json"), JSON.stringify(llamaConfig(shape)));
await writeFile(join(folder, "model.safetensors"), encodeSafetensors(initialWeights(shape, random, 0.02)));
if (tokenizer !== undefined)
  for (const file of ["tokenizer.json", "tokenizer_config.json"])
    await copyFile(join(tokenizer, file), join(folder, file));
console.log(JSON.stringify({ folder }));
