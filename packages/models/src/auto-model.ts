import { join } from "node:path";
import type { Device } from "@neftune/engine";
import { architectureOf } from "./architectures/registry.ts";
import { CausalLM } from "./causal-lm.ts";
import { ModelConfig } from "./checkpoints/model-config.ts";
import { readParameterTensors, requireParameters } from "./checkpoints/parameter-tensors.ts";
import { SafetensorsFile } from "./checkpoints/safetensors.ts";
import { readGenerationConfig } from "./generation/generation-config-file.ts";
import { parameterLayout } from "./parameters.ts";

/** Opens models by their folder, whatever their architecture. */
export const AutoModelForCausalLM = {
  /**
   * Loads a Hugging Face folder: config.json and model.safetensors (F32, F16 or BF16, computed in float32).
   *
   * @param folder path of the folder
   * @param device where the parameters live
   * @throws CheckpointError when something is missing, truncated, of the wrong shape, not finite or not supported
   */
  async fromPretrained(folder: string, { device }: { device: Device }): Promise<CausalLM> {
    const config = await ModelConfig.read(folder);
    const architecture = architectureOf(config);
    const path = join(folder, "model.safetensors");
    {
      // Before memory is set aside for what config.json claims.
      await using file = await SafetensorsFile.open(path);
      requireParameters(file, parameterLayout(architecture));
    }
    const model = new CausalLM(device, architecture, { folder, config: config.json });
    model.generationConfig = await readGenerationConfig(folder, config.json);
    await readParameterTensors(path, model, { "": model.parameters }, { requireFinite: true });
    return model;
  },
};
