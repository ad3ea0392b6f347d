import { expect, test } from "vitest";
import { stepTargets } from "./targets.ts";

test("what is to be reached depends on device, precision and model", () => {
  const openvino = { device: "openvino", precision: "bfloat16" } as const;
  expect(stepTargets(openvino, "110M").autocast).toEqual({ of: "ratio", bound: "at least", value: 1.7 });
  expect(stepTargets(openvino, "110M").compiled).toBeNull();
  expect(stepTargets(openvino, "tiny").autocast).toBeNull();
  expect(Object.values(stepTargets({ device: "webgpu", precision: "float32" }, "15M"))).toEqual(Array(5).fill(null));
});
