import { describe, test } from "vitest";
import type { Device } from "../device.ts";
import { allCases } from "./cases/all-cases.ts";
import type { Deviations } from "./deviations.ts";
import { exceptions } from "./exceptions.ts";
import { expectClose } from "./expect-close.ts";
import type { KernelCase } from "./kernel-case.ts";
import { runFunction, runVjp } from "./on-device.ts";
import { evaluateReference } from "./reference.ts";

/** Every kernel and its gradients, as tfjs's own cpu backend has them. */
export function testKernels(name: string, device: () => Device, deviations: Deviations): void {
  describe.each(Object.entries(allCases))("%s", (_family, cases) => {
    for (const kernelCase of cases) {
      const title = `${kernelCase.kernel}: ${kernelCase.label}`;
      const exception = exceptions[name]?.[title];
      const skipped = deviations.skipped[title];
      if (skipped) test.skip(`${title} (${skipped})`, () => {});
      else if (exception)
        test.fails(`${title} (exception: ${exception})`, () => testCase(device(), kernelCase, deviations));
      else test(title, () => testCase(device(), kernelCase, deviations));
    }
  });
}

async function testCase(device: Device, kernelCase: KernelCase, { losesNan, tolerances }: Deviations): Promise<void> {
  const { kernel, inputs, fn } = kernelCase;
  const tolerance = Math.max(kernelCase.tolerance ?? 1e-5, tolerances[kernel] ?? 0);
  const wrt = differentiable(kernelCase);
  const expected = evaluateReference(fn, inputs, wrt);
  const { y } = await runFunction(device, (tensors) => ({ y: fn(tensors) }), inputs);
  expectClose(y!, expected.y, "the result", tolerance, losesNan);
  if (wrt.length === 0) return;
  const actual = await runVjp(device, fn, inputs, expected.dy, { wrt, residuals: "keep" });
  expectClose(actual.y!, expected.y, "the result of the forward program", tolerance, losesNan);
  for (const name of wrt)
    expectClose(actual[`d_${name}`]!, expected.gradients[name]!, `the gradient by ${name}`, tolerance, losesNan);
}

function differentiable({ fn, inputs, wrt }: KernelCase): readonly string[] {
  if (wrt) return wrt;
  if (evaluateReference(fn, inputs, []).y.dtype !== "float32") return [];
  return Object.keys(inputs).filter((name) => inputs[name]!.dtype === "float32");
}
