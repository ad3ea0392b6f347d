import { InferenceSession } from "onnxruntime-node";
import { DeviceError } from "../../errors/device-error.ts";
import type { Graph } from "../../graph/graph.ts";
import { toOnnx } from "../../graph/onnx.ts";
import { heapKeepsMemory } from "./heap.ts";
import { shouldSpin, threadsFor } from "./threads.ts";

/** Providers that read and write tensors in the host's memory. */
export type Provider = "cpu" | "cuda";

/**
 * @param provider that computes what it can; the CPU's does the rest
 * @throws DeviceError when onnxruntime does not take the graph
 */
export async function createSession(graph: Graph, threads: number, provider: Provider): Promise<InferenceSession> {
  try {
    return await InferenceSession.create(toOnnx(graph), {
      ...sessionOptions(threadsFor(graph, threads), shouldSpin(graph)),
      executionProviders: [provider],
    });
  } catch (error) {
    throw new DeviceError(`onnxruntime refused a graph: ${(error as Error).message}`, { cause: error });
  }
}

/**
 * What sessions of all providers have in common.
 *
 * @param spinning whether threads spin while they wait for the next operator of a run
 */
export function sessionOptions(threads: number, spinning = false): InferenceSession.SessionOptions {
  return {
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: "sequential",
    graphOptimizationLevel: "all",
    enableMemPattern: false,
    // What goes wrong is thrown; onnxruntime would also print it.
    logSeverityLevel: 4,
    enableCpuMemArena: !heapKeepsMemory(process.env),
    // A waiting thread would spin in the way of the next program, and of whatever else runs on the machine: at the most for a run.
    extra: { session: { force_spinning_stop: "1", intra_op: { allow_spinning: spinning ? "1" : "0" } } },
  };
}
