import type { DeviceReport } from "@neftune/engine";

/** What `neftune doctor` finds; with `--json` it is printed as it stands. */
export interface DoctorReport {
  /** Version of the command. */
  neftune: string;
  /** Node, Bun or Deno. */
  runtime: { name: string; version: string };
  platform: string;
  arch: string;
  cpu: { model: string /** Cores that this process may use. */; cores: number };
  /** Bytes that this process may use. */
  memory: number;
  /** Where `neftune setup` puts runtimes. */
  cacheFolder: string;
  /** The device that `auto` takes; null where none works. */
  auto: string | null;
  /** The fastest first: the order in which `auto` tries those that are automatic. */
  devices: DeviceReport[];
}
