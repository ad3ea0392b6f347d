import type { CompilationCost } from "@neftune/engine";
import { type Architecture, shapeOf } from "../architectures/architecture.ts";
import { partitionShapes } from "./partition-shapes.ts";
import { batchShape, countLabels, type TokenizedRow } from "./ragged-batch.ts";
import { type RaggedShape, raggedShape } from "./ragged-layout.ts";

type Batch = readonly TokenizedRow[];

/** Programs that one more shape of a block needs: its forward and its backward. */
const programsOfShape = 2;

/** How much less one more group must cost before its operators are worth it. */
const groupGain = 0.97;

/** Batches of more different numbers of sequences share shapes with room for a few more. */
const exactSizes = 2;

/** The shapes for batches of about one number of sequences. */
interface SizePlan {
  readonly groupSizes: readonly number[];
  /** From few tokens to many. */
  readonly shapes: readonly RaggedShape[];
}

/** Which compiled shape each batch of a run is computed in. */
export class ShapePlan {
  private readonly room: (sequences: number) => number;
  private readonly sizes: ReadonlyMap<number, SizePlan>;

  private constructor(room: (sequences: number) => number, sizes: ReadonlyMap<number, SizePlan>) {
    this.room = room;
    this.sizes = sizes;
  }

  /**
   * Chooses the shapes to compile for batches that are known beforehand: in which groups rows are padded around attention, and
   * which batches share a shape, so that what padding computes in vain and what compiling costs is smallest.
   *
   * @param compilation what the device's programs cost
   */
  static for(architecture: Architecture, batches: readonly Batch[], compilation: CompilationCost): ShapePlan {
    const cost = costOf(architecture);
    const price = programsOfShape * compilation.operations;
    const isExact = new Set(batches.map(({ length }) => length)).size <= exactSizes;
    const room = isExact ? (sequences: number) => sequences : roomFor;
    const sizes = new Map<number, SizePlan>();
    for (const [size, members] of Map.groupBy(batches.map(measure), ({ lengths }) => room(lengths.length))) {
      let best = { groupSizes: [size], shapes: [] as RaggedShape[], cost: Number.POSITIVE_INFINITY };
      for (const groupSizes of groupings(size)) {
        const shapes = members.map(({ lengths, labels }) => raggedShape(lengths, labels, groupSizes));
        const planned = partitionShapes(shapes, cost, price, compilation.shapes);
        const gain = groupGain ** (groupSizes.length - best.groupSizes.length);
        if (planned.cost < best.cost * gain) best = { groupSizes, ...planned };
      }
      sizes.set(size, best);
    }
    return new ShapePlan(room, sizes);
  }

  /** All planned shapes. */
  get shapes(): RaggedShape[] {
    return [...this.sizes.values()].flatMap((plan) => plan.shapes);
  }

  /** The planned shape for a batch; its own where none was planned that holds it. */
  fit(batch: Batch): RaggedShape {
    const plan = this.sizes.get(this.room(batch.length));
    const shape = batchShape(batch, plan?.groupSizes);
    const holds = (planned: RaggedShape) =>
      planned.tokens >= shape.tokens &&
      planned.labelled >= shape.labelled &&
      planned.groups.every(({ length }, index) => length >= shape.groups[index]!.length);
    return plan?.shapes.find(holds) ?? shape;
  }
}

function measure(batch: Batch): { lengths: number[]; labels: number } {
  return {
    lengths: batch.map(({ inputIds }) => inputIds.length),
    labels: batch.reduce((sum, row) => sum + countLabels(row), 0),
  };
}

/** Rounded up by at most a quarter; up to 7 not at all. */
function roomFor(sequences: number): number {
  const step = Math.max(1, 2 ** (Math.floor(Math.log2(sequences)) - 2));
  return Math.ceil(sequences / step) * step;
}

/** Ways to part so many sequences by their rank in length, few groups first. */
function groupings(sequences: number): number[][] {
  const part = (share: number) => Math.round(sequences * share);
  const cuts = [[], [1], [part(1 / 4)], [part(1 / 2)]];
  // A batch of packed rows has many sequences, of all lengths.
  if (sequences >= 8) cuts.push([part(1 / 4), part(1 / 2)], [1, part(1 / 8), part(1 / 4), part(1 / 2)]);
  const sizes = cuts.map((ends) => {
    const edges = [...new Set([0, ...ends, sequences])].sort((a, b) => a - b);
    return edges.slice(1).map((edge, index) => edge - edges[index]!);
  });
  return [...new Map(sizes.map((size) => [size.join(), size])).values()];
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
