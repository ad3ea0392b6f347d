import type { Decoder } from "./decoding/decoder.ts";
import type { DecodingWeights } from "./decoding/decoding-weights.ts";
import type { FinishReason, GeneratedToken } from "./generated-token.ts";
import { type GenerationConfig, newTokenLimit } from "./generation-config.ts";
import { StoppableText } from "./stoppable-text.ts";
import { TokenChooser } from "./token-chooser.ts";

export interface GenerateOptions {
  /** Prompts that are continued at once. Default 8. */
  readonly batchSize?: number;
  /** Text of tokens, special ones left out; stop strings are looked for in it. */
  readonly decode?: (ids: readonly number[]) => string;
  /** What tokens after the prompts are computed with: `compressedWeights`, say. Default: the model's parameters. */
  readonly weights?: DecodingWeights;
}

/** A sequence that is not at its end. */
interface Running {
  readonly sequence: number;
  readonly promptLength: number;
  /** Prompt and generated tokens. */
  readonly ids: number[];
  readonly limit: number;
  readonly text: StoppableText | null;
}

/**
 * Continues prompts, token by token; of each step, tokens come in the prompts' order. What a sequence becomes does not depend on
 * the others.
 *
 * @param openDecoder a new decoder, which is disposed of here
 * @param maxPositions of the model: prompt and generated tokens are no more
 */
export async function* generate(
  openDecoder: () => Promise<Decoder>,
  prompts: readonly (readonly number[])[],
  config: GenerationConfig,
  maxPositions: number,
  { batchSize = 8, decode }: GenerateOptions = {},
): AsyncGenerator<GeneratedToken, void, void> {
  const chooser = new TokenChooser(config);
  for (let start = 0; start < prompts.length; start += batchSize) {
    const batch = prompts.slice(start, start + batchSize).map((prompt, index): Running => {
      const promptLength = prompt.length;
      const limit = Math.min(newTokenLimit(config, promptLength), maxPositions - promptLength);
      const text = decode && config.stopStrings.length > 0 ? new StoppableText(decode, config.stopStrings) : null;
      return { sequence: start + index, promptLength, ids: [...prompt], limit, text };
    });
    const decoder = await openDecoder();
    try {
      yield* continueBatch(decoder, batch, chooser, config);
    } finally {
      decoder.dispose();
    }
  }
}

async function* continueBatch(
  decoder: Decoder,
  batch: readonly Running[],
  chooser: TokenChooser,
  config: GenerationConfig,
): AsyncGenerator<GeneratedToken, void, void> {
  let rows: readonly (Running | null)[] = batch.map((running) => (running.limit > 0 ? running : null));
  if (rows.every((running) => running === null)) return;
  let logits = await decoder.begin(batch.map(({ ids }) => ids));
  for (;;) {
    const next = [...rows];
    for (const [row, running] of rows.entries()) {
      if (!running) continue;
      const size = logits.length / rows.length;
      const context = { inputIds: running.ids, promptLength: running.promptLength };
      const id = chooser.choose(logits.subarray(row * size, (row + 1) * size), context, running.sequence);
      running.ids.push(id);
      const finishReason = finished(running, id, config);
      if (finishReason) next[row] = null;
      yield { sequence: running.sequence, id, finishReason };
    }
    rows = next;
    const active = [...rows.keys()].filter((row) => rows[row]);
    if (active.length === 0) return;
    // Half of the rows at the least are to go: each size of batch is programs of its own.
    if (active.length <= rows.length / 2) {
      await decoder.keep(active);
      rows = active.map((row) => rows[row]!);
    }
    logits = await decoder.step(rows.map((running) => running?.ids.at(-1) ?? 0));
  }
}

function finished(running: Running, id: number, { eosTokenId }: GenerationConfig): FinishReason | null {
  if (eosTokenId.includes(id)) return "eos";
  running.text?.push(id);
  if (running.text?.isStopped) return "stop";
  return running.ids.length - running.promptLength >= running.limit ? "length" : null;
}
