import { expect, test } from "vitest";
import { findSides, onePerDevice, type Probe, type Side } from "./sides.ts";

const machine: Record<string, (side: Side) => Probe> = {
  cpu: () => ({ works: true, description: "onnxruntime", precision: "float32" }),
  openvino: ({ precision }) => ({ works: true, description: "OpenVINO", precision }),
  cuda: () => ({ works: false, reason: "no driver" }),
  webgpu: () => ({ works: true, description: "Google SwiftShader", precision: "float32" }),
};
const probe = async (side: Side): Promise<Probe> => machine[side.device]!(side);

test("the usual devices are those that work, in the precisions they have, on hardware", async () => {
  const { sides, remarks } = await findSides(null, ["float32", "bfloat16"], probe);
  expect(sides).toEqual([
    { device: "cpu", precision: "float32" },
    { device: "openvino", precision: "float32" },
    { device: "openvino", precision: "bfloat16" },
  ]);
  expect(remarks).toEqual([
    "cpu: onnxruntime",
    "cpu bfloat16: absent: the device computes in float32 here",
    "openvino: OpenVINO",
    "cuda: absent: no driver",
    "webgpu: left out, since no hardware is behind it: Google SwiftShader",
  ]);
  expect(onePerDevice(sides).map(({ device }) => device)).toEqual(["cpu", "openvino"]);
});

test("a device that is named is measured, hardware or not", async () => {
  expect((await findSides(["webgpu"], ["float32"], probe)).sides).toEqual([{ device: "webgpu", precision: "float32" }]);
});
