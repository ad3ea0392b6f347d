import type { Device } from "@neftune/engine";
import { Dropout } from "../adapters/dropout.ts";
import type { Architecture } from "../architectures/architecture.ts";
import type { Activations } from "./activations.ts";
import { BlockPass } from "./block-pass.ts";
import type { BufferPool } from "./buffer-pool.ts";
import { EmbeddingPass } from "./embedding-pass.ts";
import { HeadPass } from "./head-pass.ts";
import type { ModelParts } from "./model-parts.ts";
import { ModelPrograms, type ModelProgramsOptions } from "./model-programs.ts";

/** What computes a model with its adapter, as it is configured. */
export interface Passes {
  readonly programs: ModelPrograms;
  readonly embedding: EmbeddingPass;
  readonly blocks: BlockPass;
  readonly head: HeadPass;
}

export interface PassesOptions extends ModelProgramsOptions {
  /** Share of the adapters' inputs that training drops. */
  dropout: number;
}

export function makePasses(
  {
    device,
    architecture,
    pool,
    activations,
    parts,
  }: { device: Device; architecture: Architecture; pool: BufferPool; activations: Activations; parts: ModelParts },
  { dropout, ...options }: PassesOptions,
): Passes {
  const programs = new ModelPrograms(device, architecture, parts, options);
  return {
    programs,
    embedding: new EmbeddingPass(device, architecture, programs, pool, parts),
    blocks: new BlockPass(architecture, programs, pool, activations, parts, {
      accumulate: options.accumulate,
      dropout: dropout > 0 ? new Dropout(dropout) : null,
    }),
    head: new HeadPass(device, architecture, programs, pool, parts.head),
  };
}
