import { expect, test } from "vitest";
import { nvidiaRequirements, placeOf, placeOfNvidia } from "./wheel-files.ts";

test.each([
  ["tensorflow/libtensorflow_cc.so.2", "deps/lib/libtensorflow_cc.so.2"],
  ["tensorflow/libtensorflow_framework.so.2", "deps/lib/libtensorflow_framework.so.2"],
  ["tensorflow/include/tensorflow/c/eager/c_api.h", "deps/include/tensorflow/c/eager/c_api.h"],
  ["tensorflow/include/xla/tsl/c/tsl_status.h", "deps/include/xla/tsl/c/tsl_status.h"],
  ["tensorflow_cpu-2.21.0.dist-info/METADATA", "METADATA"],
  ["tensorflow/include/tensorflow/cc/client.h", null],
  ["tensorflow/python/_pywrap.so", null],
  ["tensorflow/keras/METADATA", null],
])("of TensorFlow's wheel, %s goes to %s", (name, place) => {
  expect(placeOf(name)).toBe(place);
});

test.each([
  ["nvidia/cublas/lib/libcublas.so.12", "deps/nvidia/cublas/lib/libcublas.so.12"],
  ["nvidia/cuda_nvcc/bin/ptxas", "deps/nvidia/cuda_nvcc/bin/ptxas"],
  ["nvidia/cublas/include/cublas.h", null],
  ["nvidia/cublas/__init__.py", null],
  ["nvidia_cublas_cu12-12.9.dist-info/RECORD", null],
])("of NVIDIA's wheels, %s goes to %s", (name, place) => {
  expect(placeOfNvidia(name)).toBe(place);
});

test("NVIDIA's packages are those of the extra for CUDA, with their versions", () => {
  const metadata = [
    "Requires-Dist: absl-py>=1.0.0",
    'Requires-Dist: nvidia-cublas-cu12<13.0,>=12.5.3.2; extra == "and-cuda"',
    "Requires-Dist: nvidia-nccl-cu12 (==2.21.5) ; extra == 'and-cuda'",
    'Requires-Dist: keras; extra == "other"',
  ].join("\n");
  expect(nvidiaRequirements(metadata)).toEqual(["nvidia-cublas-cu12<13.0,>=12.5.3.2", "nvidia-nccl-cu12==2.21.5"]);
});
