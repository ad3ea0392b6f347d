import type { Tensor } from "@tensorflow/tfjs";
import type { Device, DeviceTensor, Program, Residuals, TensorFunction } from "../device.ts";
import type { TensorData } from "./tensor-data.ts";

type NamedData = Readonly<Record<string, TensorData>>;

/** A tensor on the device with those numbers. */
export function upload(device: Device, { shape, dtype, data }: TensorData): DeviceTensor {
  const tensor = device.empty(shape, dtype);
  device.write(tensor, data);
  return tensor;
}

export async function download(device: Device, tensor: DeviceTensor): Promise<TensorData> {
  return { shape: tensor.shape, dtype: tensor.dtype, data: await device.read(tensor) };
}

/** Runs a program on numbers. */
export async function runProgram(
  device: Device,
  program: Program,
  inputs: NamedData,
): Promise<Record<string, TensorData>> {
  const named = Object.entries(inputs).map(([name, data]) => [name, upload(device, data)] as const);
  const results = await program.run(Object.fromEntries(named));
  const read = await Promise.all(
    Object.entries(results).map(async ([name, tensor]) => [name, await download(device, tensor)] as const),
  );
  for (const tensor of [...named.map(([, tensor]) => tensor), ...Object.values(results)]) tensor.dispose();
  return Object.fromEntries(read);
}

/** Compiles a function, runs it once and disposes of it. */
export async function runFunction(device: Device, fn: TensorFunction, inputs: NamedData) {
  const program = await device.compile(fn, inputs);
  try {
    return await runProgram(device, program, inputs);
  } finally {
    await program.dispose();
  }
}

/** Result `y` and gradients `d_<name>` by way of the forward and the backward program. */
export async function runVjp(
  device: Device,
  fn: (inputs: Record<string, Tensor>) => Tensor,
  inputs: NamedData,
  dy: TensorData,
  { wrt, residuals }: { wrt: readonly string[]; residuals: Residuals },
): Promise<Record<string, TensorData>> {
  const programs = await device.compileVjp(fn, inputs, { wrt, residuals });
  try {
    const { y, ...kept } = await runProgram(device, programs.forward, inputs);
    return { y: y!, ...(await runProgram(device, programs.backward, { ...inputs, ...kept, dy })) };
  } finally {
    await programs.dispose();
  }
}
