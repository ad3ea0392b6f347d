import { ExportError } from "../../errors/export-error.ts";

type Json = Readonly<Record<string, unknown>>;

/**
 * Checks a model against what llama.cpp knows of its architecture by heart, and no file can tell it.
 *
 * @returns in what it computes otherwise than the model does, a sentence each
 * @throws ExportError when the difference would make another model of it
 */
export function checkLimits(architecture: string, config: Json): string[] {
  if (architecture === "smollm3" && skipsOtherLayers(config))
    throw new ExportError(
      "llama.cpp leaves rotary positions out in every fourth layer of a SmolLM3, and this model in others",
    );
  const scalar = config.query_pre_attn_scalar;
  const isLargest = config.num_hidden_layers === 62;
  if (architecture === "gemma3" && !isLargest && typeof scalar === "number" && scalar !== (config.head_dim ?? 256))
    throw new ExportError(`llama.cpp scales a Gemma 3's attention by its head_dim, and this model by ${scalar}`);
  const window = config.sliding_window;
  const slides = typeof window === "number" && config.use_sliding_window !== false;
  if (slides && ["llama", "qwen2", "qwen3", "smollm3"].includes(architecture))
    return [`llama.cpp lets a token see all tokens before it, and this model lets it see ${window}`];
  return [];
}

function skipsOtherLayers({
  num_hidden_layers: layers,
  no_rope_layers: rotated,
  no_rope_layer_interval: interval,
}: Json): boolean {
  if (!Array.isArray(rotated)) return (interval ?? 4) !== 4;
  return Array.from(
    { length: Number(layers) },
    (_, layer) => rotated[layer] === Number((layer + 1) % 4 !== 0),
  ).includes(false);
}
