import { GpuDevice } from "../devices/onnxruntime/gpu/gpu-device.ts";
import { testDevice } from "./suite.ts";

testDevice("webgpu", async () => new GpuDevice({ description: "WebGPU" }));
