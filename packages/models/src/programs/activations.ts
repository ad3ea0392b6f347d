import type { DeviceTensor, VjpPrograms } from "@neftune/engine";
import { type Architecture, headWidth } from "../architectures/architecture.ts";
import type { RaggedShape } from "../ragged/ragged-layout.ts";
import type { BufferPool } from "./buffer-pool.ts";

/** Where a training pass keeps what flows through the layers: one set of memory, seen in the shape of the batch at hand. */
export class Activations {
  private readonly pool: BufferPool;
  private readonly layers: number;
  private readonly width: number;
  private readonly headWidth: number;

  constructor(pool: BufferPool, architecture: Architecture) {
    this.pool = pool;
    this.layers = architecture.layers;
    this.width = architecture.width;
    this.headWidth = headWidth(architecture);
  }

  /** Sets aside what a pass of this shape will use, beside its blocks' residuals. */
  reserve({ tokens, labelled }: RaggedShape): void {
    for (let layer = 0; layer <= this.layers; layer++) this.pool.reserve(`x${layer}`, [tokens, this.width]);
    for (const name of ["dx0", "dx1"]) this.pool.reserve(name, [tokens, this.width]);
    for (const name of ["hidden", "dHidden", "targetRows"]) this.pool.reserve(name, [labelled, this.headWidth]);
  }

  /** The same for what a layer's forward program leaves for its backward program. */
  reserveResiduals(layer: number, block: VjpPrograms): void {
    for (const [name, { shape }] of Object.entries(block.residuals)) this.pool.reserve(`${name}.${layer}`, shape);
  }

  /** [tokens, width], what goes into a layer; the last is what comes out of the blocks. */
  input(layer: number, tokens: number): DeviceTensor {
    return this.pool.get(`x${layer}`, [tokens, this.width]);
  }

  /** The gradient of `input`. Two take turns. */
  inputGradient(layer: number, tokens: number): DeviceTensor {
    return this.pool.get(`dx${layer % 2}`, [tokens, this.width]);
  }

  /** What a layer's forward program leaves for its backward program. */
  residuals(layer: number, block: VjpPrograms): Record<string, DeviceTensor> {
    return Object.fromEntries(
      Object.entries(block.residuals).map(([name, { shape, dtype }]) => [
        name,
        this.pool.get(`${name}.${layer}`, shape, dtype),
      ]),
    );
  }
}
