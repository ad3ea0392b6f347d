import { type Device, openDevice } from "@neftune/engine";
import {
  AutoModelForCausalLM,
  AutoTokenizer,
  type DecodingWeights,
  type GenerationConfig,
  loadAdapter,
  TextGenerator,
} from "@neftune/models";
import type { GenerationRequest } from "../options/generation-request.ts";
import { asRequested } from "../run/request-mistakes.ts";

/** Tokens that the command lets a model write that does not say itself how many. */
const defaultNewTokens = 256;

/** A model that is ready to write, and the settings it writes with. */
export interface OpenGenerator extends AsyncDisposable {
  readonly generator: TextGenerator;
  readonly settings: Partial<GenerationConfig>;
  readonly options: { readonly batchSize: number; readonly weights?: DecodingWeights };
  readonly hasChatTemplate: boolean;
}

/** @throws RequestError when the device, the model, its tokenizer or the settings cannot be used */
export async function openGenerator(request: GenerationRequest): Promise<OpenGenerator> {
  const { model: folder, revision, adapter, device: name, settings, batchSize, weights } = request;
  return asRequested(async () => {
    const device: Device = await openDevice(name);
    try {
      const tokenizer = await AutoTokenizer.fromPretrained(folder, { revision });
      const model = await AutoModelForCausalLM.fromPretrained(folder, { device, revision });
      if (adapter !== null) {
        await loadAdapter(model, adapter);
        // Rounded weights have no place for an adapter beside them.
        if (weights !== "float32") await model.merge();
      }
      const { maxNewTokens, maxLength } = model.generationConfig;
      const isOpen = (maxNewTokens ?? maxLength ?? settings.maxNewTokens ?? settings.maxLength ?? null) === null;
      return {
        generator: new TextGenerator(model, tokenizer),
        settings: { ...(isOpen ? { maxNewTokens: defaultNewTokens } : {}), ...settings },
        options: {
          batchSize,
          ...(weights === "float32" ? {} : { weights: await model.compressedWeights(weights === "int8" ? 8 : 4) }),
        },
        hasChatTemplate: tokenizer.hasChatTemplate,
        [Symbol.asyncDispose]: () => device.dispose(),
      };
    } catch (error) {
      await device.dispose();
      throw error;
    }
  });
}
