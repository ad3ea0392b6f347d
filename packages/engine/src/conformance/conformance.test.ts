import { describe, test } from "vitest";
import { drivers } from "../devices/drivers.ts";
import { testDevice } from "./suite.ts";

/** Device whose tests alone are run, and fail where it does not work: `pnpm test:tensorflow` gives one. */
const wanted = process.env.NEFTUNE_CONFORMANCE;

// WebGPU's tests are started with what makes it find an adapter: see conformance.webgpu.test.ts.
for (const { name, open: openWith } of drivers.filter(({ name }) => (wanted ? name === wanted : name !== "webgpu"))) {
  const open = () => openWith({ threads: 2 });
  const reason = wanted ? null : name === "tensorflow" ? "pnpm test:tensorflow runs its tests" : await whyNot(open);
  if (reason === null) testDevice(name, open);
  else describe.skip(`the device ${name}`, () => test(reason));
}

async function whyNot(open: () => Promise<AsyncDisposable>): Promise<string | null> {
  try {
    await using _device = await open();
    return null;
  } catch (error) {
    return `does not work here: ${(error as Error).message}`;
  }
}
