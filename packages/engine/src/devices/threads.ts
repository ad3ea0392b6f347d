import { availableParallelism } from "node:os";
import { DeviceError } from "../errors/device-error.ts";

/**
 * Threads of a CPU device, all that the process may use where none are asked for.
 *
 * @throws DeviceError when it is no number of threads
 */
export function threadCount(threads: number = availableParallelism()): number {
  if (!Number.isInteger(threads) || threads < 1)
    throw new DeviceError(`threads is ${threads}, it must be a whole number from 1 on`);
  return threads;
}
