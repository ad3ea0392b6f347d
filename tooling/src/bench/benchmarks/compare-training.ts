import { BenchError } from "../bench-error.ts";
import type { Measurement, Target } from "../measurement.ts";
import { lossDifference, type TrainingResult } from "../workers/training-result.ts";
import type { Turns } from "./take-turns.ts";

/** Losses that differ by more come of different computations, and times of those cannot be compared. */
const largestLossDifference = 0.01;

export interface ComparisonOptions {
  readonly peerName: string;
  /** What is measured, with its unit. */
  readonly speedName: string;
  readonly speed: (result: TrainingResult) => number;
  readonly speedTarget: Target;
  readonly memoryTarget: Target | null;
}

/**
 * Speed and peak memory, each side's best speed and, so that nothing speaks for us by chance, our highest and the peer's lowest memory.
 *
 * @throws BenchError when the two did not compute the same losses
 */
export function compareTraining(
  { ours, peer }: Turns<TrainingResult, TrainingResult>,
  { peerName, speedName, speed, speedTarget, memoryTarget }: ComparisonOptions,
): { measurements: Measurement[]; notes: string[] } {
  const memory = ({ maxRssMb }: TrainingResult) => maxRssMb;
  const measurement = (name: string, value: number, peerValue: number, target: Target | null): Measurement => ({
    name,
    ours: value,
    peer: peer.length > 0 ? { name: peerName, value: peerValue } : null,
    target,
  });
  const measurements = [
    measurement(speedName, Math.max(...ours.map(speed)), Math.max(...peer.map(speed)), speedTarget),
    measurement("peak memory, MB", Math.max(...ours.map(memory)), Math.min(...peer.map(memory)), memoryTarget),
  ];
  if (peer.length === 0) return { measurements, notes: [] };
  const difference = lossDifference(ours[0]!, peer[0]!);
  if (!(difference <= largestLossDifference))
    throw new BenchError(
      `ours and ${peerName} do not compute the same: losses ${ours[0]!.losses} and ${peer[0]!.losses}`,
    );
  return { measurements, notes: [`losses differ from ${peerName}'s by at most ${difference.toExponential(1)}`] };
}
