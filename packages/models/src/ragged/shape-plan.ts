import type { CompilationCost } from "@neftune/engine";
import { type Architecture, shapeOf } from "../architectures/architecture.ts";
import { partitionShapes } from "./partition-shapes.ts";
import { batchShape, type TokenizedRow } from "./ragged-batch.ts";
import type { RaggedShape } from "./ragged-layout.ts";

type Batch = readonly TokenizedRow[];

/** Programs that one more shape of a block needs: its forward and its backward. */
const programsOfShape = 2;

/** How much less a second group must cost before its extra operators are worth it. */
const secondGroupGain = 0.97;

/** The shapes for batches of one size. */
interface SizePlan {
  readonly longRows: number;
  /** From few tokens to many. */
  readonly shapes: readonly RaggedShape[];
}

/** Which compiled shape each batch of a run is computed in. */
export class ShapePlan {
  private readonly sizes: ReadonlyMap<number, SizePlan>;

  private constructor(sizes: ReadonlyMap<number, SizePlan>) {
    this.sizes = sizes;
  }

  /**
   * Chooses the shapes to compile for batches that are known beforehand: how many long rows are kept apart around attention, and
   * which batches share a shape, so that what padding computes in vain and what compiling costs is smallest.
   *
   * @param compilation what the device's programs cost
   */
  static for(architecture: Architecture, batches: readonly Batch[], compilation: CompilationCost): ShapePlan {
    const cost = costOf(architecture);
    const price = programsOfShape * compilation.operations;
    const bySize = Map.groupBy(batches, (batch) => batch.length);
    return new ShapePlan(
      new Map(
        [...bySize].map(([size, members]) => {
          let best = { longRows: 0, shapes: [] as RaggedShape[], cost: Number.POSITIVE_INFINITY };
          for (const longRows of new Set([0, 1, Math.round(size / 4), Math.round(size / 2)])) {
            if (longRows >= size && longRows > 0) continue;
            const shapes = members.map((batch) => batchShape(batch, longRows));
            const planned = partitionShapes(shapes, cost, price, compilation.shapes);
            if (planned.cost < best.cost * (longRows > 0 ? secondGroupGain : 1)) best = { longRows, ...planned };
          }
          return [size, best];
        }),
      ),
    );
  }

  /** All planned shapes. */
  get shapes(): RaggedShape[] {
    return [...this.sizes.values()].flatMap((plan) => plan.shapes);
  }

  /** The planned shape for a batch; its own where none was planned that holds it. */
  fit(batch: Batch): RaggedShape {
    const plan = this.sizes.get(batch.length);
    const shape = batchShape(batch, plan?.longRows);
    const holds = (planned: RaggedShape) =>
      planned.tokens >= shape.tokens &&
      planned.labelled >= shape.labelled &&
      planned.groups.every(({ length }, index) => length >= shape.groups[index]!.length);
    return plan?.shapes.find(holds) ?? shape;
  }
}

/**
 * Floating point operations of a training pass through the blocks: 6 a weight and token; 12 a query-key pair and channel, counted
 * three times, because softmax and masks around those products wait for memory.
 */
function costOf({ layers, width, blockParameters }: Architecture) {
  const weights = Object.values(blockParameters(0)).reduce(
    (sum, spec) => sum + shapeOf(spec).reduce((product, dimension) => product * dimension, 1),
    0,
  );
  return ({ tokens, groups }: Pick<RaggedShape, "tokens" | "groups">) => {
    const pairs = groups.reduce((sum, { batch, length }) => sum + batch * length * length, 0);
    return layers * (6 * weights * tokens + 36 * pairs * width);
  };
}
