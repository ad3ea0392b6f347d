import type { Contestant } from "./contestant.ts";

/** Runs programs one after the other, again and again, so that all meet the machine's better and worse times. */
export async function takeTurns(rounds: number, contestants: readonly Contestant<unknown>[]): Promise<void> {
  for (let round = 0; round < rounds; round++) for (const contestant of contestants) await contestant.turn();
}

/** What all of them printed, by name. */
export function runsOf(contestants: readonly Contestant<unknown>[]): Record<string, readonly unknown[]> {
  return Object.fromEntries(contestants.map(({ name, results }) => [name, results]));
}

/** A sentence for each that failed or is absent. */
export function failuresOf(contestants: readonly Contestant<unknown>[]): string[] {
  return contestants.flatMap(({ name, failure }) => (failure === null ? [] : [`${name}: ${failure}`]));
}
