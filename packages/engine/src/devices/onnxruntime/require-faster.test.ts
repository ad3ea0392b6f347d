import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import type { DeviceTensor } from "../../device.ts";
import { OrtDevice } from "./ort-device.ts";
import { requireFasterThanCpu } from "./require-faster.ts";

/** A device whose results take that long. */
class SlowDevice extends OrtDevice {
  private readonly milliseconds: (run: number) => number;
  private reads = 0;

  constructor(milliseconds: (run: number) => number) {
    super({ threads: 1 });
    this.milliseconds = milliseconds;
  }

  override async read(tensor: DeviceTensor) {
    await wait(this.milliseconds(this.reads++));
    return super.read(tensor);
  }
}

describe("a device beside the CPU provider", () => {
  test("is refused at once, and disposed of, where small products take long", async () => {
    const device = new SlowDevice(() => 50);
    await expect(requireFasterThanCpu(device, { threads: 1 })).rejects.toThrow(
      /^not faster than the CPU provider: it multiplies matrices at 0\.\d GFLOPS$/,
    );
    expect(() => device.empty([1])).toThrow(/was disposed/);
  });

  test("is refused where large products take longer than there", async () => {
    const device = new SlowDevice((run) => (run < 4 ? 0 : 400));
    await expect(requireFasterThanCpu(device, { threads: 1 })).rejects.toThrow(/GFLOPS, the CPU at \d+/);
  });
});
