import { parseArgs } from "node:util";

export interface BenchArguments {
  readonly names: readonly string[];
  /** How often each side is measured. */
  readonly rounds: number;
  /** File for the results; null for none. */
  readonly json: string | null;
  /** Devices of ours; null for those that work of the usual ones. */
  readonly devices: readonly string[] | null;
  readonly precisions: readonly ("float32" | "bfloat16")[];
  /** Models of the training step. */
  readonly models: readonly string[];
}

/** What there is to choose from. */
export interface BenchChoices {
  readonly benchmarks: readonly string[];
  readonly models: readonly string[];
  /** Models that are measured where none is named. */
  readonly usualModels: readonly string[];
}

const precisions = ["float32", "bfloat16"] as const;
const text = { type: "string" } as const;
const options = { rounds: { ...text, default: "2" }, json: text, device: text, precision: text, model: text } as const;

/**
 * Reads the command line: names of benchmarks, all where there are none; lists are one flag with commas.
 *
 * @returns what is wrong with it, where something is
 */
export function parseBenchArguments(args: string[], choices: BenchChoices): BenchArguments | string {
  try {
    const { positionals, values } = parseArgs({ args, allowPositionals: true, options });
    const unknown = positionals.find((name) => !choices.benchmarks.includes(name));
    if (unknown !== undefined) return `no benchmark ${unknown}; there are ${choices.benchmarks.join(", ")}`;
    const rounds = Number(values.rounds);
    if (!Number.isInteger(rounds) || rounds < 1) return `--rounds is ${values.rounds}, wanted a whole number from 1`;
    const models = listOf(values.model) ?? choices.usualModels;
    const wrongModel = models.find((name) => !choices.models.includes(name));
    if (wrongModel !== undefined) return `--model is ${wrongModel}, wanted ${choices.models.join(", ")}`;
    const wanted = listOf(values.precision) ?? precisions;
    const wrongPrecision = wanted.find((name) => !precisions.some((precision) => precision === name));
    if (wrongPrecision !== undefined) return `--precision is ${wrongPrecision}, wanted ${precisions.join(", ")}`;
    return {
      names: positionals.length > 0 ? positionals : choices.benchmarks,
      rounds,
      json: values.json ?? null,
      devices: listOf(values.device),
      precisions: precisions.filter((precision) => wanted.includes(precision)),
      models,
    };
  } catch (error) {
    // An unknown flag, or one without its value: parseArgs says which.
    return (error as Error).message;
  }
}

function listOf(value: string | undefined): string[] | null {
  return value === undefined ? null : value.split(",").map((name) => name.trim());
}
