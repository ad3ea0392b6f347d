import { findTensorflow, installTensorflow, removeTensorflow } from "@neftune/engine/setup";
import type { SetupTarget } from "./target.ts";

export const tensorflowTarget: SetupTarget = {
  name: "tensorflow",
  title: "TensorFlow",
  summary: "today's TensorFlow under TensorFlow.js; 270 MB to download, needs Python's pip, npm and a C++ compiler",
  switches: { gpu: "with CUDA's libraries, for NVIDIA's GPUs: 3.4 GB to download" },
  notes: () => ["--device tensorflow takes it; neftune doctor shows how fast it is"],
  isInstalled: async (env) => (await findTensorflow(env)).length > 0,
  install: (env, switches, options) => installTensorflow(env, { ...options, gpu: switches.has("gpu") }),
  remove: (env, options) => removeTensorflow(env, options),
};
