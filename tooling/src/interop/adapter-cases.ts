import type { LoraConfig } from "@neftune/models";

/** An adapter in words, and its settings. */
export interface AdapterCase {
  readonly name: string;
  readonly settings: Partial<LoraConfig>;
}

const small = { r: 4, loraAlpha: 8 };

/** Adapters of every kind, for models of any architecture: what they name is made of the model's own linear layers. */
export function adapterCases(linear: readonly string[], embedding: string): AdapterCase[] {
  const some = linear.filter((_, index) => index % 2 === 0);
  const [first] = linear;
  return [
    { name: "some layers", settings: { ...small, targetModules: some } },
    { name: "all layers, rsLoRA", settings: { ...small, targetModules: "all-linear", useRslora: true } },
    { name: "an expression", settings: { ...small, targetModules: `.*\\.0\\..*\\.${first}` } },
    { name: "DoRA, all layers", settings: { ...small, targetModules: "all-linear", useDora: true } },
    { name: "DoRA, some layers", settings: { ...small, targetModules: some, useDora: true } },
    { name: "the second block alone", settings: { ...small, targetModules: linear, layersToTransform: [1] } },
    {
      name: "other ranks",
      settings: {
        ...small,
        targetModules: "all-linear",
        rankPattern: { [first!]: 2 },
        alphaPattern: { [`.*0.*${first}`]: 3 },
      },
    },
    { name: "all biases", settings: { ...small, targetModules: some, bias: "all" } },
    { name: "biases of the layers", settings: { ...small, targetModules: some, bias: "lora_only" } },
    { name: "the embedding as a copy", settings: { ...small, targetModules: some, modulesToSave: [embedding] } },
    { name: "the output matrix as a copy", settings: { ...small, targetModules: some, modulesToSave: ["lm_head"] } },
    {
      name: "both, and a layer",
      settings: { ...small, targetModules: some, modulesToSave: [embedding, "lm_head", linear.at(-1)!] },
    },
  ];
}

/** The same as LoraConfig's arguments in Python. */
export function toPython(settings: Partial<LoraConfig>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [
      name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      value,
    ]),
  );
}
