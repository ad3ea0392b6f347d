import type {
  Architecture,
  ParameterSpec,
  ParameterSpecs,
  StackedParameterSpec,
} from "../architectures/architecture.ts";
import { AdapterError } from "../errors/adapter-error.ts";
import { layoutOf, type ParameterLayout } from "../parameters.ts";
import type { LoraConfig } from "./lora-config.ts";
import { defaultTargetModules, matchPattern, selectModules } from "./target-modules.ts";

/** What PEFT puts before a module's name. */
const prefix = "base_model.model.";

/** A linear layer with an adapter beside it. */
export interface LoraModule {
  /** Hugging Face's name of the layer. */
  readonly module: string;
  /** The layer's own weight. */
  readonly weight: ParameterSpec;
  readonly inFeatures: number;
  readonly outFeatures: number;
  readonly rank: number;
  /** Factor on the update. */
  readonly scaling: number;
  /** [rank, inFeatures] */
  readonly a: ParameterSpec;
  /** [outFeatures, rank] */
  readonly b: ParameterSpec;
  /** [outFeatures], lengths of the weight's rows; null without DoRA. */
  readonly magnitude: ParameterSpec | null;
}

/** What an adapter has of its own, for a model of an architecture. Its parameters bear the names that PEFT's files have. */
export interface AdapterPlan {
  /** By the name of the weight that they stand beside. */
  readonly modules: ReadonlyMap<string, LoraModule>;
  /** Trained copies of the model's parameters, by `savedName`. */
  readonly saved: ReadonlyMap<string, ParameterSpec>;
  readonly layout: ParameterLayout;
}

type Specs = Readonly<Record<string, ParameterSpec | StackedParameterSpec>>;

/** @throws AdapterError when a layer that is named is not there, or cannot have an adapter */
export function adapterPlan(architecture: Architecture, modelType: string, config: LoraConfig): AdapterPlan {
  const parts = partsOf(architecture);
  const linear = parts
    .flatMap((part) => Object.entries(part).filter(([short]) => short !== "lmHead"))
    .flatMap(([, spec]) => membersOf(spec))
    .filter((spec) => spec.linear);
  const targetModules = config.targetModules ?? defaultTargetModules(modelType);
  const selected = selectModules(linear.map(moduleOf), { ...config, targetModules });
  const modules = new Map(
    linear.filter((spec) => selected.has(moduleOf(spec))).map((spec) => [spec.name, loraModule(spec, config)]),
  );
  const saved = savedParameters(parts, modules, config);
  const tensors = parts.flatMap((part) => tensorsOf(part, modules, saved));
  return { modules, saved, layout: layoutOf(tensors, isDecayed) };
}

/** The output matrix as transformers 5 names it, whether it is tied to the embedding or called otherwise in a model's files. */
export const savedHead = "lm_head.weight";

/** Name under which a copy of a parameter is looked up: its own, but for the output matrix. */
export function savedName(short: string, { name }: ParameterSpec): string {
  return short === "lmHead" ? savedHead : name;
}

/** The parameters that stand below one another. */
export function membersOf(spec: ParameterSpec | StackedParameterSpec): readonly ParameterSpec[] {
  return "stack" in spec ? spec.stack : [spec];
}

/** Hugging Face's name of the module that a parameter is of. */
export function moduleOf({ name }: Pick<ParameterSpec, "name">): string {
  return name.slice(0, name.lastIndexOf("."));
}

/** All parts of a model, a part's parameters by short name. */
function partsOf({ embedParameters, input, layers, blockParameters, headParameters }: Architecture): Specs[] {
  const inputParameters: ParameterSpecs = input?.parameters ?? {};
  return [
    embedParameters,
    inputParameters,
    ...Array.from({ length: layers }, (_, layer) => blockParameters(layer)),
    headParameters,
  ];
}

function loraModule(weight: ParameterSpec, config: LoraConfig): LoraModule {
  const module = moduleOf(weight);
  const [outFeatures, inFeatures] = (weight.linear === "conv1d" ? weight.shape.toReversed() : weight.shape) as [
    number,
    number,
  ];
  const rank = matchPattern(module, config.rankPattern) ?? config.r;
  const alpha = matchPattern(module, config.alphaPattern) ?? config.loraAlpha;
  const name = prefix + module;
  return {
    module,
    weight,
    inFeatures,
    outFeatures,
    rank,
    scaling: alpha / (config.useRslora ? Math.sqrt(rank) : rank),
    a: { name: `${name}.lora_A.weight`, shape: [rank, inFeatures] },
    b: { name: `${name}.lora_B.weight`, shape: [outFeatures, rank] },
    magnitude: config.useDora ? { name: `${name}.lora_magnitude_vector`, shape: [outFeatures] } : null,
  };
}

/** Parameters of `modulesToSave`, and the biases that are trained. */
function savedParameters(
  parts: readonly Specs[],
  modules: ReadonlyMap<string, LoraModule>,
  { modulesToSave, bias }: LoraConfig,
): Map<string, ParameterSpec> {
  const adapted = new Set([...modules.values()].map(({ module }) => module));
  const saved = new Map<string, ParameterSpec>();
  const found = new Set<string>();
  for (const [short, spec] of parts.flatMap((part) => Object.entries(part)))
    for (const member of membersOf(spec)) {
      const name = savedName(short, member);
      const module = moduleOf({ name });
      const savers = modulesToSave.filter((end) => ancestors(module).some((outer) => outer.endsWith(end)));
      for (const end of savers) found.add(end);
      const isBias = name.endsWith(".bias");
      const isTrainedBias = isBias && (bias === "all" || (bias === "lora_only" && adapted.has(module)));
      if (savers.length === 0 && !isTrainedBias) continue;
      // PEFT moves an adapted layer one step down.
      const inFile = isBias && adapted.has(module) ? `${module}.base_layer.bias` : name;
      saved.set(name, { ...member, name: prefix + inFile });
    }
  for (const end of modulesToSave)
    if (!found.has(end)) throw new AdapterError(`modules_to_save: the model has no module ${end}`);
  return saved;
}

/** `a.b.c`, `a.b` and `a`. */
function ancestors(module: string): string[] {
  const names = module.split(".");
  return names.map((_, depth) => names.slice(0, depth + 1).join("."));
}

/** What the programs take of a part's share in the adapter as one tensor each. */
function tensorsOf(
  part: Specs,
  modules: ReadonlyMap<string, LoraModule>,
  saved: ReadonlyMap<string, ParameterSpec>,
): ParameterSpec[][] {
  return Object.entries(part).flatMap(([short, spec]) => {
    const members = membersOf(spec);
    const adapted = members.flatMap((member) => modules.get(member.name) ?? []);
    const copies = members.flatMap((member) => saved.get(savedName(short, member)) ?? []);
    return [
      adapted.map(({ a }) => a),
      ...adapted.map(({ b }) => [b]),
      ...adapted.map(({ magnitude }) => (magnitude ? [magnitude] : [])),
      ...(copies.length === members.length ? [copies] : copies.map((copy) => [copy])),
    ].filter((tensor) => tensor.length > 0);
  });
}

/** As transformers' Trainer has it: biases and norms are not decayed, DoRA's magnitudes are. */
function isDecayed({ name, shape }: ParameterSpec): boolean {
  return shape.length > 1 || name.endsWith(".lora_magnitude_vector");
}
