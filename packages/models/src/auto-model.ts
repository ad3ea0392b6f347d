import type { Device } from "@neftune/engine";
import { type HubOptions, modelFiles, resolveSource } from "@neftune/hub";
import { architectureOf } from "./architectures/registry.ts";
import { CausalLM } from "./causal-lm.ts";
import { TensorCopier } from "./checkpoints/copy-tensor.ts";
import { matchParameters } from "./checkpoints/match-parameters.ts";
import { openModel } from "./checkpoints/open-model.ts";
import { readGenerationConfig } from "./generation/generation-config-file.ts";
import { parameterLayout } from "./parameters.ts";
import type { Quantization } from "./quantization/quantization.ts";
import { readQuantized } from "./quantization/read-quantized.ts";

export interface FromPretrainedOptions extends HubOptions {
  /** Where the parameters live. */
  device: Device;
  /** Holds the weights of linear layers in 4 bits, but for the output matrix; default null: all are float32. */
  quantization?: Quantization | null;
}

/** Opens models by their folder or their name on the hub, whatever their architecture. */
export const AutoModelForCausalLM = {
  /**
   * Loads a model's folder: config.json and model.safetensors or pytorch_model.bin, whole or in several files (F32, F16 or
   * BF16), or a GGUF file. All is computed in float32.
   *
   * @param nameOrPath path of the folder or of a .gguf file, else a name on the hub such as `HuggingFaceTB/SmolLM2-135M`
   * @param options `device` is where the parameters live; the others are of the download
   * @throws HubError when there is neither a folder nor such a model, or it cannot be downloaded
   * @throws CheckpointError when something is missing or left over, truncated, of the wrong shape, not finite or not supported
   */
  async fromPretrained(
    nameOrPath: string,
    { device, quantization = null, ...hub }: FromPretrainedOptions,
  ): Promise<CausalLM> {
    const path = await resolveSource(nameOrPath, { ...hub, files: modelFiles });
    const { config, checkpoint } = await openModel(path);
    await using weights = checkpoint;
    const architecture = architectureOf(config);
    // Before memory is set aside for what config.json claims.
    const names = matchParameters(weights, parameterLayout(architecture).slots.values());
    const source = { folder: path, config: config.json };
    // Of a GGUF file there is none.
    const generationConfig = await readGenerationConfig(path, config.json);
    const model = new CausalLM(device, architecture, source, quantization);
    model.generationConfig = generationConfig;
    const { quantized } = model;
    try {
      const copier = new TensorCopier(device, { requireFinite: true });
      for (const [name, stored] of names) {
        const spec = quantized?.specs.get(name);
        if (spec) quantized!.write(name, await readQuantized(weights, stored, quantized!.quantization, spec));
        else await copier.copy(weights, stored, model.parameters.get(name));
      }
      return model;
    } catch (error) {
      await model.dispose();
      model.parameters.flat.dispose();
      quantized?.dispose();
      throw error;
    }
  },
};
