import * as tf from "@tensorflow/tfjs";
import type { EagerBackend } from "../eager-backend.ts";

/** tfjs's own cpu backend: slow, and the reference that the other devices are compared with. */
export async function openCpu(): Promise<EagerBackend> {
  // tfjs's advice to install its native addon is not for the reference.
  (tf.engine().findBackend("cpu") as tf.KernelBackend & { firstUse: boolean }).firstUse = false;
  return { name: "cpu", description: "TensorFlow.js's cpu backend, op by op: the reference, not for speed" };
}
