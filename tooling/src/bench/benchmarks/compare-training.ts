import type { Measurement, Target } from "../measurement.ts";
import { lossDifference, type TrainingResult } from "../workers/training-result.ts";
import type { Contestant } from "./contestant.ts";

/** A peer of one side of ours, and what is to be reached beside it. */
export interface Rival {
  readonly contestant: Contestant<TrainingResult>;
  readonly speedTarget: Target | null;
  /** Undefined where memory is not compared. */
  readonly memoryTarget?: Target | null;
}

/** What is measured, with its unit, and how it is taken from a run. */
export interface Speed {
  readonly name: string;
  readonly of: (result: TrainingResult) => number;
}

const memory = ({ maxRssMb }: TrainingResult) => maxRssMb;

/**
 * Speed and peak memory of one side, beside each of its peers: each side's best speed and, so that nothing speaks for us by chance,
 * our highest and the peer's lowest memory. Nothing where ours has no results.
 */
export function compareTraining(
  label: string,
  ours: Contestant<TrainingResult>,
  rivals: readonly Rival[],
  speed: Speed,
): Measurement[] {
  const ourSpeed = ours.best(speed.of, "highest");
  const ourMemory = ours.best(memory, "highest");
  if (ourSpeed === null || ourMemory === null) return [];
  const speeds = rivals.map(({ contestant, speedTarget }) => ({
    name: `${label}: ${speed.name}`,
    ours: ourSpeed,
    peer: { name: contestant.name, value: contestant.best(speed.of, "highest") },
    target: speedTarget,
  }));
  const compared = rivals.filter(({ memoryTarget }) => memoryTarget !== undefined);
  const memories = compared.map(({ contestant, memoryTarget }) => ({
    name: `${label}: peak memory, MB`,
    ours: ourMemory,
    peer: { name: contestant.name, value: contestant.best(memory, "lowest") },
    target: memoryTarget ?? null,
  }));
  const alone = { ours: ourSpeed, peer: null, target: null };
  const own: Measurement[] =
    rivals.length > 0
      ? []
      : [
          { ...alone, name: `${label}: ${speed.name}` },
          { ...alone, name: `${label}: peak memory, MB`, ours: ourMemory },
        ];
  return [...speeds, ...memories, ...own];
}

/** Losses that differ by more, relatively, come of different computations, and times of those cannot be compared. */
const largestLossDifference = 0.01;

/**
 * Whether two computed the same, in words.
 *
 * @returns null where one of them has no results
 */
export function compareLosses(
  label: string,
  ours: Contestant<TrainingResult>,
  peer: Contestant<TrainingResult>,
): { readonly isSame: boolean; readonly sentence: string } | null {
  const [own, other] = [ours.results[0], peer.results[0]];
  if (own === undefined || other === undefined) return null;
  const difference = lossDifference(own, other);
  const isSame = difference <= largestLossDifference;
  const sentence = `${label}: losses differ from ${peer.name}'s by at most ${difference.toExponential(1)}`;
  return {
    isSame,
    sentence: isSame ? sentence : `${sentence}; the last ones are ${own.losses.at(-1)} and ${other.losses.at(-1)}`,
  };
}
