import { join } from "node:path";
import type { Device } from "@neftune/engine";
import { type HubOptions, modelFiles, resolveSource } from "@neftune/hub";
import { architectureOf } from "./architectures/registry.ts";
import { CausalLM } from "./causal-lm.ts";
import { ModelConfig } from "./checkpoints/model-config.ts";
import { readParameterTensors, requireParameters } from "./checkpoints/parameter-tensors.ts";
import { SafetensorsFile } from "./checkpoints/safetensors.ts";
import { parameterLayout } from "./parameters.ts";

/** Opens models by their folder or their name on the hub, whatever their architecture. */
export const AutoModelForCausalLM = {
  /**
   * Loads a Hugging Face folder: config.json and model.safetensors (F32, F16 or BF16, computed in float32).
   *
   * @param nameOrPath path of the folder, else a name on the hub such as `HuggingFaceTB/SmolLM2-135M`
   * @param options `device` is where the parameters live; the others are of the download
   * @throws HubError when there is neither a folder nor such a model, or it cannot be downloaded
   * @throws CheckpointError when something is missing, truncated, of the wrong shape, not finite or not supported
   */
  async fromPretrained(nameOrPath: string, { device, ...hub }: { device: Device } & HubOptions): Promise<CausalLM> {
    const folder = await resolveSource(nameOrPath, { ...hub, files: modelFiles });
    const config = await ModelConfig.read(folder);
    const architecture = architectureOf(config);
    const path = join(folder, "model.safetensors");
    {
      // Before memory is set aside for what config.json claims.
      await using file = await SafetensorsFile.open(path);
      requireParameters(file, parameterLayout(architecture));
    }
    const model = new CausalLM(device, architecture, { folder, config: config.json });
    await readParameterTensors(path, model, { "": model.parameters }, { requireFinite: true });
    return model;
  },
};
