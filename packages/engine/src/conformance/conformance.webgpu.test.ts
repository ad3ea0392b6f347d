import { openDevice } from "../devices/open-device.ts";
import { describeOn } from "./describe-on.ts";
import { testDevice } from "./suite.ts";

await describeOn("webgpu", "WebGPU", () => testDevice("webgpu", () => openDevice("webgpu", { threads: 2 })));
