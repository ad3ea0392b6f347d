import type { DataType, TensorSpec } from "@neftune/engine";
import * as tf from "@tensorflow/tfjs";
import { type AdapterPlan, type LoraModule, membersOf, savedName } from "../adapters/adapter-plan.ts";
import type { LoraStack } from "../adapters/lora-linear.ts";
import { type BlockParameterSpecs, type ParameterSpec, shapeOf } from "../architectures/architecture.ts";
import type { Quantization } from "../quantization/quantization.ts";
import { isQuantizable, quantizedInputs } from "../quantization/quantized-inputs.ts";

/**
 * Whose numbers an input is: the model's parameters, in float32 or in 4 bits, the adapter's, or the lengths of rows that DoRA
 * divides by.
 */
export type TensorSet = "model" | "quantized" | "adapter" | "norms";

/** One tensor that a part's programs take: parameters of a set that stand below one another. */
export interface PartInput {
  readonly set: TensorSet;
  /** In the set. */
  readonly names: readonly string[];
  readonly shape: readonly number[];
  /** Default float32. */
  readonly dtype?: DataType;
}

/** A linear layer of a part, or several that one product serves. */
export interface PartLinear {
  readonly isConv1d: boolean;
  readonly inFeatures: number;
  readonly outFeatures: number;
  /** Those that have an adapter, with the first of their rows. */
  readonly adapted: readonly { readonly begin: number; readonly lora: LoraModule }[];
  /** How the weights are held, and the inputs that each consists of are called; null where they are in float32. */
  readonly quantized: { readonly quantization: Quantization; readonly prefixes: readonly string[] } | null;
}

/** What the programs of a part of a model (its embedding, a block, its head) take of the model's and the adapter's numbers. */
export interface Part {
  /** Parts with the same key are served by one program. */
  readonly key: string;
  readonly inputs: Readonly<Record<string, PartInput>>;
  /** Names of the inputs that training changes. */
  readonly trainable: readonly string[];
  /** By short name. */
  readonly linears: ReadonlyMap<string, PartLinear>;
  /** Short names of the parameters in float32, and the inputs that each is put together from, row below row. */
  readonly sources: Readonly<Record<string, readonly string[]>>;
}

/** How the parameters of a model stand. */
export interface ParameterState {
  /** null: the model's own parameters are all there is, and all are trained. */
  readonly adapter: AdapterPlan | null;
  /** The adapter's updates are in the model's weights already. Default false. */
  readonly isMerged?: boolean;
  /** Of the weights of linear layers in blocks; default null: they are in float32. */
  readonly quantization?: Quantization | null;
}

export function partOf(
  specs: BlockParameterSpecs,
  { adapter, isMerged = false, quantization = null }: ParameterState,
): Part {
  const inputs: Record<string, PartInput> = {};
  const linears = new Map<string, PartLinear>();
  const sources: Record<string, string[]> = {};
  for (const [short, spec] of Object.entries(specs)) {
    const members = membersOf(spec);
    const held = quantization && members.every(isQuantizable) ? quantization : null;
    const taken = held ? inputsIn4Bits(short, members, held) : ownInputs(short, members, adapter);
    Object.assign(inputs, taken);
    if (!held) sources[short] = Object.keys(taken);
    if (!members[0]!.linear) continue;
    const prefixes = members.map((_, index) => `${short}.${index}`);
    const quantized = held && { quantization: held, prefixes };
    const linear = { ...partLinear(members, isMerged ? null : adapter), quantized };
    linears.set(short, linear);
    Object.assign(inputs, loraInputs(short, linear));
  }
  const trainable = Object.keys(inputs).filter((name) => inputs[name]!.set === (adapter ? "adapter" : "model"));
  return { key: keyOf(inputs, linears), inputs, trainable, linears, sources };
}

/** The part's parameters by short name, out of the inputs of a program. */
export function weightsOf({ sources }: Part, inputs: Readonly<Record<string, tf.Tensor>>): Record<string, tf.Tensor> {
  return Object.fromEntries(
    Object.entries(sources).map(([short, names]) => {
      const tensors = names.map((name) => inputs[name]!);
      return [short, tensors.length === 1 ? tensors[0]! : tf.concat(tensors, 0)];
    }),
  );
}

/** Shapes and types of the inputs. */
export function partSpec({ inputs }: Part): Record<string, TensorSpec> {
  return Object.fromEntries(
    Object.entries(inputs).map(([name, { shape, dtype = "float32" }]) => [name, { shape, dtype }]),
  );
}

/** Linear layers with adapters, by short name: what reads the masks of dropout, [tokens, inFeatures] each. */
export function adaptedLinears({ linears }: Part): [short: string, inFeatures: number][] {
  return [...linears].flatMap(([short, { inFeatures, adapted }]) => (adapted.length > 0 ? [[short, inFeatures]] : []));
}

/** Of the mask of what a linear layer's adapters read. */
export function dropoutName(short: string): string {
  return `${short}.dropout`;
}

/** The adapters of a linear layer, out of the inputs of a program; null where it has none. */
export function loraStack(
  { linears }: Part,
  short: string,
  inputs: Readonly<Record<string, tf.Tensor>>,
): LoraStack | null {
  const linear = linears.get(short);
  if (!linear || linear.adapted.length === 0) return null;
  return {
    outFeatures: linear.outFeatures,
    a: inputs[`${short}.lora_A`]!,
    members: linear.adapted.map(({ begin, lora: { outFeatures, rank, scaling, magnitude } }, index) => ({
      begin,
      outFeatures,
      rank,
      scaling,
      b: inputs[`${short}.lora_B.${index}`]!,
      dora: magnitude && {
        magnitude: inputs[`${short}.magnitude.${index}`]!,
        norm: inputs[`${short}.norm.${index}`]!,
      },
    })),
  };
}

/** The parameters themselves: one input, or one for each of the stacked ones where only some have a trained copy. */
function ownInputs(
  short: string,
  members: readonly ParameterSpec[],
  adapter: AdapterPlan | null,
): Record<string, PartInput> {
  const copies = members.map((member) => adapter?.saved.get(savedName(short, member)));
  const single = (member: ParameterSpec, copy: ParameterSpec | undefined): PartInput => ({
    set: copy ? "adapter" : "model",
    names: [(copy ?? member).name],
    shape: member.shape,
  });
  const trained = copies.filter((copy) => copy !== undefined).length;
  if (trained > 0 && trained < members.length)
    return Object.fromEntries(members.map((member, index) => [`${short}.${index}`, single(member, copies[index])]));
  const names = members.map((member, index) => (copies[index] ?? member).name);
  return { [short]: { set: trained > 0 ? "adapter" : "model", names, shape: shapeOf({ stack: members }) } };
}

/** What the weights consist of in 4 bits, each matrix by itself. */
function inputsIn4Bits(
  short: string,
  members: readonly ParameterSpec[],
  quantization: Quantization,
): Record<string, PartInput> {
  const entries = members.flatMap((member, index) =>
    Object.entries(quantizedInputs(member, quantization)).map(([input, signature]): [string, PartInput] => [
      `${short}.${index}.${input}`,
      { set: "quantized", names: [`${member.name}.${input}`], ...signature },
    ]),
  );
  return Object.fromEntries(entries);
}

function partLinear(members: readonly ParameterSpec[], adapter: AdapterPlan | null): Omit<PartLinear, "quantized"> {
  const isConv1d = members[0]!.linear === "conv1d";
  const [outAxis, inAxis] = isConv1d ? [1, 0] : [0, 1];
  let outFeatures = 0;
  const adapted = [];
  for (const member of members) {
    const lora = adapter?.modules.get(member.name);
    if (lora) adapted.push({ begin: outFeatures, lora });
    outFeatures += member.shape[outAxis]!;
  }
  return { isConv1d, inFeatures: members[0]!.shape[inAxis]!, outFeatures, adapted };
}

function loraInputs(short: string, { inFeatures, adapted }: Omit<PartLinear, "quantized">): Record<string, PartInput> {
  if (adapted.length === 0) return {};
  const ranks = adapted.reduce((sum, { lora }) => sum + lora.rank, 0);
  const inputs: Record<string, PartInput> = {
    [`${short}.lora_A`]: { set: "adapter", names: adapted.map(({ lora }) => lora.a.name), shape: [ranks, inFeatures] },
  };
  for (const [index, { lora }] of adapted.entries()) {
    const { b, magnitude } = lora;
    inputs[`${short}.lora_B.${index}`] = { set: "adapter", names: [b.name], shape: b.shape };
    if (!magnitude) continue;
    inputs[`${short}.magnitude.${index}`] = { set: "adapter", names: [magnitude.name], shape: magnitude.shape };
    inputs[`${short}.norm.${index}`] = { set: "norms", names: [lora.weight.name], shape: magnitude.shape };
  }
  return inputs;
}

function keyOf(inputs: Readonly<Record<string, PartInput>>, linears: ReadonlyMap<string, PartLinear>): string {
  const adapters = [...linears].flatMap(([short, { adapted }]) =>
    adapted.map(({ begin, lora }) => [short, begin, lora.rank, lora.scaling]),
  );
  const quantTypes = [...linears.values()].map(({ quantized }) => quantized?.quantization.quantType);
  return JSON.stringify([
    Object.entries(inputs).map(([name, { set, shape }]) => [name, set, shape]),
    adapters,
    quantTypes,
  ]);
}
