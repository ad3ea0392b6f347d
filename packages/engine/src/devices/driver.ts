import type { Device, Precision } from "../device.ts";

export interface DeviceOptions {
  /** Threads of a CPU device; default: all that the process may use. */
  readonly threads?: number;
  /** Default: `float32`. A device without `bfloat16` computes in float32; its `precision` tells. */
  readonly precision?: Precision;
  /**
   * Look for NaN and infinities after every operator: a run that makes one throws a NumericsError that names the operator. Costs
   * several times the computation and keeps all intermediate results. Default false.
   */
  readonly debugNumerics?: boolean;
}

/** One way to run programs, and how to get at it. */
export interface DeviceDriver {
  /** As `openDevice` and the key `device` call it. */
  readonly name: string;
  /** The runtime and what it runs on, in words. */
  readonly title: string;
  /** What to install where it is missing. */
  readonly requirement: string;
  /** Whether `auto` tries it: not where it is slower than what always works, or runs on another device's hardware. */
  readonly isAutomatic: boolean;
  /** Of the runtime, where it is there: also of one that does not work. */
  readonly version?: () => Promise<string | null>;
  /**
   * Loads the runtime and opens the device.
   *
   * @throws DeviceError when an option is wrong
   * @throws Error when the device does not work here; the message says why
   */
  open(options: DeviceOptions): Promise<Device>;
  /** What `auto` calls instead, where not all that works is worth taking: it fails on a GPU that is slower than the CPU, too. */
  openAutomatically?: ((options: DeviceOptions) => Promise<Device>) | undefined;
}
