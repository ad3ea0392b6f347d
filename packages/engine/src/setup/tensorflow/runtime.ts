import type { WheelRequest } from "../resolve-wheel.ts";

/** TensorFlow for one kind of hardware: a Python package with the library, an npm package that makes it a backend of tfjs. */
export interface TensorflowRuntime extends WheelRequest {
  /** Its folder's name in the cache. */
  readonly name: string;
  /** In npm. */
  readonly packageName: string;
}

// The libraries are the same in the wheels of all Pythons.
const pythonVersion = "3.12";

/** The CPU's package leaves out 300 MB; there is one for x86 only. */
export const tensorflowCpu: TensorflowRuntime = {
  name: "tensorflow",
  packageName: "@tensorflow/tfjs-node",
  requirement: `${process.arch === "x64" ? "tensorflow-cpu" : "tensorflow"}>=2.17,<3`,
  pythonVersion,
};

export const tensorflowGpu: TensorflowRuntime = {
  name: "tensorflow-gpu",
  packageName: "@tensorflow/tfjs-node-gpu",
  requirement: "tensorflow>=2.17,<3",
  pythonVersion,
};
