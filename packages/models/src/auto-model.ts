import type { Device } from "@neftune/engine";
import { architectureOf } from "./architectures/registry.ts";
import { CausalLM } from "./causal-lm.ts";
import { ModelConfig } from "./checkpoints/model-config.ts";
import { SafetensorsFile } from "./checkpoints/safetensors.ts";
import { join } from "node:path";
import { CheckpointError } from "./errors.ts";

/** Opens models by their folder, whatever their architecture. */
export const AutoModelForCausalLM = {
  /**
   * Loads a Hugging Face folder: config.json and model.safetensors (F32, F16 or BF16, computed in float32).
   *
   * @param folder path of the folder
   * @param device where the parameters live
   * @throws CheckpointError when something is missing, truncated, of the wrong shape or not supported
   */
  async fromPretrained(folder: string, { device }: { device: Device }): Promise<CausalLM> {
    const config = await ModelConfig.read(folder);
    const architecture = architectureOf(config);
    await using file = await SafetensorsFile.open(join(folder, "model.safetensors"));
    const model = new CausalLM(device, architecture, { folder, config: config.json });
    for (const { name, shape } of model.layout.slots.values()) {
      const entry = file.tensors.get(name);
      if (!entry) throw new CheckpointError(`${file.path} has no tensor ${name}, which ${config.path} asks for`);
      if (entry.shape.join() !== shape.join())
        throw new CheckpointError(`${file.path}: ${name} is [${entry.shape}], ${config.path} asks for [${shape}]`);
      device.write(model.parameters.get(name), await file.read(name));
    }
    return model;
  },
};
