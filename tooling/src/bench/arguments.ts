import { parseArgs } from "node:util";

export interface BenchArguments {
  readonly names: readonly string[];
  /** How often each side is measured. */
  readonly rounds: number;
  /** File for the results; null for none. */
  readonly json: string | null;
}

/** Reads the command line: names of benchmarks, all where there are none. @returns what is wrong with it, where something is */
export function parseBenchArguments(args: string[], known: readonly string[]): BenchArguments | string {
  try {
    const { positionals, values } = parseArgs({
      args,
      allowPositionals: true,
      options: { rounds: { type: "string", default: "2" }, json: { type: "string" } },
    });
    const unknown = positionals.find((name) => !known.includes(name));
    if (unknown !== undefined) return `no benchmark ${unknown}; there are ${known.join(", ")}`;
    const rounds = Number(values.rounds);
    if (!Number.isInteger(rounds) || rounds < 1) return `--rounds is ${values.rounds}, wanted a whole number from 1`;
    return { names: positionals.length > 0 ? positionals : known, rounds, json: values.json ?? null };
  } catch (error) {
    // An unknown flag, or one without its value: parseArgs says which.
    return (error as Error).message;
  }
}
