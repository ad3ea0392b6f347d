import type { SFTConfig } from "../sft-config.ts";

/** Factor on the peak learning rate in a step, counted from 0. */
export type Schedule = (step: number) => number;

/** Sizes that a schedule is made of. */
interface Course {
  readonly warmup: number;
  readonly total: number;
}

const rise = (step: number, { warmup }: Course) => (step < warmup ? step / warmup : 1);
const progress = (step: number, { warmup, total }: Course) => (step - warmup) / Math.max(1, total - warmup);

/** The schedules of transformers' optimization module, by its names. */
const schedules: Record<SFTConfig["lrSchedulerType"], (step: number, course: Course) => number> = {
  constant: () => 1,
  constant_with_warmup: rise,
  linear: (step, course) => (step < course.warmup ? rise(step, course) : Math.max(0, 1 - progress(step, course))),
  cosine: (step, course) =>
    step < course.warmup ? rise(step, course) : Math.max(0, 0.5 * (1 + Math.cos(Math.PI * progress(step, course)))),
};

/** The schedule that a configuration asks for. `warmupSteps` goes before `warmupRatio`, which is rounded up. */
export function createSchedule(
  config: Pick<SFTConfig, "lrSchedulerType" | "warmupSteps" | "warmupRatio">,
  total: number,
): Schedule {
  const warmup = config.warmupSteps > 0 ? config.warmupSteps : Math.ceil(total * config.warmupRatio);
  return (step) => schedules[config.lrSchedulerType](step, { warmup, total });
}
