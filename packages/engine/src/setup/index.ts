export { SetupError } from "../errors/setup-error.ts";
export { cacheFolder } from "./cache-folder.ts";
export type { Environment } from "./environment.ts";
export type { InstallResult } from "./install-wheel.ts";
export { type FoundOpenvino, findOpenvino, type OpenvinoSearch, type OpenvinoSource } from "./openvino/find.ts";
export { installOpenvino, removeOpenvino } from "./openvino/install.ts";
export type { SetupOptions, SetupProgress } from "./progress.ts";
export { type FoundTensorflow, findTensorflow } from "./tensorflow/find.ts";
export { installTensorflow, removeTensorflow, type TensorflowSetupOptions } from "./tensorflow/install.ts";
