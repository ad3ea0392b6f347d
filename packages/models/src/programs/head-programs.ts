import type { Device, Program, TensorFunction, TensorSpec, VjpPrograms } from "@neftune/engine";
import { type Architecture, headWidth } from "../architectures/architecture.ts";
import type { RaggedShape } from "../ragged/ragged-layout.ts";
import { headInput, losses, lossesAndGradients, partGradient, partLogits } from "./head.ts";
import { headState, partLosses, partWithGradients, partWithHiddenGradient } from "./head-part.ts";
import { type Part, partSpec } from "./part.ts";
import { ProgramCache } from "./program-cache.ts";

/** The head's programs. Those of a part of the vocabulary are called for one part after the other, as a block for each layer. */
export class HeadPrograms {
  private readonly device: Device;
  private readonly architecture: Architecture;
  private readonly part: Part;
  private readonly accumulate: boolean;
  private readonly programs = new ProgramCache<Program>(256);
  private readonly vjps = new ProgramCache<VjpPrograms>(64);

  /**
   * @param part the head's parameters, the output matrix `lmHead` among them
   * @param accumulate add the output's gradients to what is there
   */
  constructor(device: Device, architecture: Architecture, part: Part, accumulate: boolean) {
    this.device = device;
    this.architecture = architecture;
    this.part = part;
    this.accumulate = accumulate;
  }

  /** The output of `x` at label slots, and the way back. */
  trainInput(shape: RaggedShape): Promise<VjpPrograms> {
    const names = this.part.trainable.filter((name) => name !== "lmHead");
    return this.vjps.get(`input ${shape.tokens} ${shape.labelled}`, () =>
      this.device.compileVjp(headInput(this.architecture, this.part), this.inputSpec(shape), {
        wrt: ["x", ...names],
        residuals: "recompute",
        accumulate: this.accumulate ? names : [],
      }),
    );
  }

  /** Its forward alone. */
  evalInput(shape: RaggedShape): Promise<Program> {
    const input = headInput(this.architecture, this.part);
    const key = `evalInput ${shape.tokens} ${shape.labelled}`;
    return this.program(key, (inputs) => ({ y: input(inputs) }), this.inputSpec(shape));
  }

  /** Keeps what `partGradient` takes where the output matrix is trained. */
  trainPart(slots: number, size: number): Promise<Program> {
    const look = this.part.trainable.includes("lmHead") ? partWithGradients : partWithHiddenGradient;
    return this.program(`trainPart ${slots} ${size}`, look, this.partSpec(slots, size, true));
  }

  evalPart(slots: number, size: number): Promise<Program> {
    return this.program(`evalPart ${slots} ${size}`, partLosses, this.partSpec(slots, size, false));
  }

  trainLosses(slots: number): Promise<Program> {
    const width = headWidth(this.architecture);
    const spec = { hidden: [slots, width], weights: [slots], ...headState(slots, width, true) };
    return this.program(`trainLosses ${slots}`, lossesAndGradients, spec);
  }

  evalLosses(slots: number): Promise<Program> {
    return this.program(`evalLosses ${slots}`, losses, headState(slots, headWidth(this.architecture), false));
  }

  /** @param accumulate add the gradient to the one that is there */
  partGradient(slots: number, size: number, accumulate: boolean): Promise<Program> {
    const width = headWidth(this.architecture);
    return this.program(`partGradient ${slots} ${size} ${accumulate}`, partGradient, {
      probabilities: [slots, size],
      partLogSumExp: [slots, 1],
      logSumExp: [slots, 1],
      targetRows: [slots, width],
      ...(accumulate ? { acc_matrix: [size, width] } : {}),
    });
  }

  partLogits(slots: number, size: number): Promise<Program> {
    const width = headWidth(this.architecture);
    return this.program(`partLogits ${slots} ${size}`, partLogits, { hidden: [slots, width], matrix: [size, width] });
  }

  async dispose(): Promise<void> {
    await this.programs.dispose();
    await this.vjps.dispose();
  }

  private program(key: string, fn: TensorFunction, spec: Record<string, TensorSpec>): Promise<Program> {
    return this.programs.get(key, () => this.device.compile(fn, spec));
  }

  private inputSpec({ tokens, labelled }: RaggedShape): Record<string, TensorSpec> {
    const { lmHead: _, ...outputs } = partSpec(this.part);
    return {
      x: [tokens, this.architecture.width],
      select: { shape: [labelled], dtype: "int32" },
      unselect: { shape: [tokens], dtype: "int32" },
      ...outputs,
    };
  }

  private partSpec(slots: number, size: number, withGradients: boolean): Record<string, TensorSpec> {
    const width = headWidth(this.architecture);
    return {
      hidden: [slots, width],
      matrix: [size, width],
      targets: { shape: [slots], dtype: "int32" },
      begin: { shape: [], dtype: "int32" },
      ...headState(slots, width, withGradients),
    };
  }
}
