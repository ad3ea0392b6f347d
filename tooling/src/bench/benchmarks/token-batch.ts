import { createRandom } from "../../demo/random.ts";
import type { BenchContext } from "../context.ts";
import type { BatchSize } from "../inputs/flops.ts";
import { type ShapeName, shapes } from "../inputs/shapes.ts";
import { tokenRow } from "../inputs/token-rows.ts";

/** Files of a model and of one batch of random rows for it, every token labelled. */
export async function tokenBatch(context: BenchContext, shape: ShapeName, { batchSize, length }: BatchSize) {
  const random = createRandom(5);
  const rows = Array.from({ length: batchSize }, () => tokenRow(random, shapes[shape].vocab_size, length));
  return {
    model: await context.model(shape),
    rows: context.writeJson(`tokens-${shape}-${batchSize}x${length}`, rows),
  };
}
