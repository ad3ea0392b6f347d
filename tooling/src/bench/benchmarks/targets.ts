import type { ShapeName } from "../inputs/shapes.ts";
import { atLeast, atMost, type Target } from "../measurement.ts";
import type { Side } from "../sides.ts";

/** What a training step is to reach; null where nothing is promised. */
export interface StepTargets {
  /** Tokens/s beside PyTorch eager in float32. */
  readonly eager: Target | null;
  /** Beside torch.compile in float32. */
  readonly compiled: Target | null;
  /** Beside PyTorch's bfloat16 autocast. */
  readonly autocast: Target | null;
  /** GFLOPS beside the fastest chain of matrix products in the same precision. */
  readonly chain: Target | null;
  /** Peak memory beside PyTorch eager's. */
  readonly memory: Target | null;
}

/** What training on rows is to reach beside TRL in the same precision. */
export interface RowsTargets {
  readonly speed: Target | null;
  readonly memory: Target | null;
}

const noStepTargets: StepTargets = { eager: null, compiled: null, autocast: null, chain: null, memory: null };

const stepMemory = atMost(0.75);

const stepTable: Readonly<Record<string, StepTargets>> = {
  "cpu float32": { ...noStepTargets, eager: atLeast(1), memory: stepMemory },
  "openvino float32": {
    ...noStepTargets,
    eager: atLeast(1.4),
    compiled: atLeast(1.15),
    chain: atLeast(0.85),
    memory: stepMemory,
  },
  "openvino bfloat16": { ...noStepTargets, eager: atLeast(2.3), autocast: atLeast(1.7), memory: stepMemory },
};

const rowsTable: Readonly<Record<string, RowsTargets>> = {
  "cpu float32": { speed: atLeast(2.5), memory: atMost(0.4) },
  "openvino float32": { speed: atLeast(5), memory: atMost(0.3) },
  "openvino bfloat16": { speed: atLeast(7), memory: atMost(0.3) },
};

const loraTable: Readonly<Record<string, RowsTargets>> = {
  "openvino float32": { speed: atLeast(3), memory: atMost(0.4) },
  "openvino bfloat16": { speed: atLeast(4.5), memory: atMost(0.4) },
};

/** Of which something is promised; others are measured for whoever asks. */
const promisedModels: readonly ShapeName[] = ["15M", "110M"];

export function stepTargets({ device, precision }: Side, model: ShapeName): StepTargets {
  return (promisedModels.includes(model) && stepTable[`${device} ${precision}`]) || noStepTargets;
}

export function rowsTargets({ device, precision }: Side): RowsTargets {
  return rowsTable[`${device} ${precision}`] ?? { speed: null, memory: null };
}

/** A LoRA adapter of SmolLM2-135M's shape. */
export function loraTargets({ device, precision }: Side): RowsTargets {
  return loraTable[`${device} ${precision}`] ?? { speed: null, memory: null };
}

/** Update of all parameters beside PyTorch's fused one, in time. */
export const updateTarget = atMost(3);

/** A compiled step beside the same step, eager on tfjs, in tokens/s. */
export const eagerTarget = atLeast(10);

/** Generated tokens/s beside transformers in float32, by the bits of our weights. */
export const generationTargets = { 32: atLeast(2), 8: atLeast(4), 4: atLeast(4) } as const;

/** Tokens in packed rows beside TRL's best-fit decreasing. */
export const packingTarget = atLeast(1);

/** A token in a packed row beside one in a row of its own, in tokens/s, but for what one run differs from the next. */
export const packedTrainingTarget = atLeast(0.97);

/** Tracing and compiling everything that the 110M step needs, in seconds. */
export const compileTarget: Target = { of: "ours", bound: "at most", value: 1 };

/** The same for twice the layers beside once: not one program more, and in time no more than one run differs from the next. */
export const depthTargets = { programs: atMost(1), seconds: atMost(1.15) };

/** Rows/s from a file to packed tokens beside Hugging Face's datasets and tokenizers. */
export const dataTarget = atLeast(1);

/** Peak resident memory of a million rows that are not kept, in MB. */
export const streamMemoryTarget: Target = { of: "ours", bound: "at most", value: 500 };
