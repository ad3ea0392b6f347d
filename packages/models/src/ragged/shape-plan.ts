import type { Architecture } from "../architectures/architecture.ts";
import type { RaggedShape } from "./ragged-layout.ts";

/** What compiling one more block shape costs, in floating point operations that would have been done in that time. */
const usualCompileCost = 4e9;

/** Block shapes of one batch size at the most: each holds compiled programs in memory. */
const maxShapes = 16;

/** Which compiled shape each batch of a run is computed in. */
export class ShapePlan {
  /** From few tokens to many. */
  readonly shapes: readonly RaggedShape[];

  private constructor(shapes: readonly RaggedShape[]) {
    this.shapes = shapes;
  }

  /**
   * Chooses the shapes to compile for batches that are known beforehand, so that the sum of what padding computes in vain
   * and what compiling costs is smallest: an optimal partition of the shapes, ordered by tokens, into groups that
   * each take their largest members' sizes (dynamic programming over the groups' ends).
   *
   * @param batches the smallest shape of every batch
   * @param compileCost of one more block shape, in floating point operations
   */
  static for(
    architecture: Architecture,
    batches: readonly RaggedShape[],
    compileCost: number = usualCompileCost,
  ): ShapePlan {
    const groups = Map.groupBy(batches, (shape) => shape.batch);
    const cost = costOf(architecture);
    return new ShapePlan([...groups.values()].flatMap((shapes) => partitionInto(maxShapes, shapes, cost, compileCost)));
  }

  /** The planned shape for a batch; its own where none was planned that holds it. */
  fit(shape: RaggedShape): RaggedShape {
    const holds = (planned: RaggedShape) =>
      planned.batch === shape.batch &&
      planned.tokens >= shape.tokens &&
      planned.length >= shape.length &&
      planned.labelled >= shape.labelled;
    return this.shapes.find(holds) ?? shape;
  }
}

/** Floating point operations of a training pass through the blocks (6 a weight and token, 12 a query-key pair and channel). */
function costOf({ layers, width, blockParameters }: Architecture) {
  const weights = Object.values(blockParameters(0)).reduce(
    (sum, { shape }) => sum + shape.reduce((product, dimension) => product * dimension, 1),
    0,
  );
  return (tokens: number, batch: number, length: number) =>
    layers * (6 * weights * tokens + 12 * batch * length * length * width);
}

/** At most `limit` shapes: the price of one more is raised until so few are bought. */
function partitionInto(
  limit: number,
  shapes: readonly RaggedShape[],
  cost: ReturnType<typeof costOf>,
  compileCost: number,
): RaggedShape[] {
  const planned = partition(shapes, cost, compileCost);
  return planned.length <= limit ? planned : partitionInto(limit, shapes, cost, compileCost * 2);
}

function partition(
  shapes: readonly RaggedShape[],
  cost: ReturnType<typeof costOf>,
  compileCost: number,
): RaggedShape[] {
  const { batch } = shapes[0]!;
  const byTokens = [...Map.groupBy(shapes, (shape) => shape.tokens)]
    .map(([tokens, members]) => ({
      tokens,
      count: members.length,
      length: Math.max(...members.map((member) => member.length)),
      labelled: Math.max(...members.map((member) => member.labelled)),
    }))
    .sort((a, b) => a.tokens - b.tokens);
  // best[end]: cheapest way to compute the first `end` entries; its last group begins at `start`.
  const best: { cost: number; start: number; length: number }[] = [{ cost: 0, start: 0, length: 0 }];
  for (let end = 1; end <= byTokens.length; end++) {
    const { tokens } = byTokens[end - 1]!;
    let choice = { cost: Number.POSITIVE_INFINITY, start: 0, length: 0 };
    let length = 0;
    let count = 0;
    for (let start = end - 1; start >= 0; start--) {
      length = Math.max(length, byTokens[start]!.length);
      count += byTokens[start]!.count;
      const total = best[start]!.cost + compileCost + count * cost(tokens, batch, length);
      if (total < choice.cost) choice = { cost: total, start, length };
    }
    best.push(choice);
  }
  const planned: RaggedShape[] = [];
  for (let end = byTokens.length; end > 0; end = best[end]!.start) {
    const labelled = Math.max(...byTokens.slice(best[end]!.start, end).map((entry) => entry.labelled));
    planned.unshift({ tokens: byTokens[end - 1]!.tokens, batch, length: best[end]!.length, labelled });
  }
  return planned;
}
