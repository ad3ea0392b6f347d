import { afterAll, beforeAll, beforeEach, describe } from "vitest";
import type { Device } from "../device.ts";
import { deviations, noDeviations } from "./deviations.ts";
import { testKernels } from "./kernels.ts";
import { testKnownValues } from "./known-values.ts";
import { testNumerics } from "./numerics.ts";
import { testProgramFacts } from "./program-facts.ts";
import { testPrograms } from "./programs.ts";
import { testRandomGraphs } from "./random-graphs.ts";
import { testTensors } from "./tensors.ts";
import { testVjp } from "./vjp.ts";

/**
 * What every device has to keep to, as tests.
 *
 * @param open opens a new one each time
 */
export function testDevice(name: string, open: () => Promise<Device>): void {
  describe(`the device ${name}`, () => {
    const allowed = deviations[name] ?? noDeviations;
    let opened: Device;
    const device = () => opened;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened.dispose());
    beforeEach(({ task, skip }) => {
      const reason = allowed.skipped[task.name];
      if (reason !== undefined) skip(reason);
    });
    testKnownValues(device);
    testTensors(device, open);
    testPrograms(device, open);
    testProgramFacts(device, open);
    // Where NaN and infinities are taken for granted not to occur, looking for them finds what it finds.
    if (!allowed.losesNan) testNumerics(open);
    testVjp(device);
    testKernels(name, device, allowed);
    testRandomGraphs(device, allowed);
  });
}
