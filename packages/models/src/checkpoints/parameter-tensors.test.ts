import { join } from "node:path";
import { openDevice } from "@neftune/engine";
import { expect, test } from "vitest";
import { AutoModelForCausalLM } from "../auto-model.ts";
import { randomValues } from "../fixtures/random.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";
import { writeTinyLlama } from "../fixtures/tiny-llama.ts";
import { ParameterTensors } from "../parameters.ts";
import { readParameterTensors, writeParameterTensors } from "./parameter-tensors.ts";

test("several numbers a parameter are written under their prefixes and read back", async () => {
  await using folder = await temporaryFolder();
  await using device = await openDevice("tfjs");
  await writeTinyLlama(folder.path);
  const model = await AutoModelForCausalLM.fromPretrained(folder.path, { device });
  const moments = [new ParameterTensors(device, model.layout), new ParameterTensors(device, model.layout)] as const;
  for (const [seed, { flat }] of moments.entries()) device.write(flat, randomValues(seed, flat.size));
  const path = join(folder.path, "optimizer.safetensors");
  await writeParameterTensors(path, model, { exp_avg: moments[0], exp_avg_sq: moments[1] });

  const read = [new ParameterTensors(device, model.layout), new ParameterTensors(device, model.layout)] as const;
  await readParameterTensors(path, model, { exp_avg: read[0], exp_avg_sq: read[1] });
  for (const index of [0, 1] as const)
    for (const name of model.layout.slots.keys())
      expect(await device.read(read[index].get(name))).toEqual(await device.read(moments[index].get(name)));

  await expect(readParameterTensors(path, model, { exp_avg: read[0], max: read[1] })).rejects.toThrow(
    `${path} has no tensor max.model.embed_tokens.weight`,
  );
});
