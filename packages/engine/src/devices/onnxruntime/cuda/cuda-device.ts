import type { DeviceOptions } from "../../driver.ts";
import { OrtDevice } from "../ort-device.ts";

/**
 * onnxruntime's CUDA provider. onnxruntime-node can leave outputs on a GPU under WebGPU only, so tensors are the host's, and
 * the provider copies what a program takes and gives. What is element-wise throughout is computed where it lies, on the CPU.
 */
export class CudaDevice extends OrtDevice {
  override readonly name = "cuda";
  override readonly description = "onnxruntime on CUDA, tensors in the host's memory";
  protected override readonly provider = "cuda";

  /** @throws Error when the provider does not start */
  static async open(options: DeviceOptions): Promise<CudaDevice> {
    const device = new CudaDevice(options);
    try {
      const program = await device.compile(({ x }) => ({ y: x.neg() }), { x: [1] });
      await program.run({ x: device.empty([1]) });
      await program.dispose();
      return device;
    } catch (error) {
      await device.dispose();
      throw new Error(`onnxruntime's CUDA provider does not work here: ${(error as Error).message}`, { cause: error });
    }
  }
}
