import { expect, test } from "vitest";
import type { Side } from "../sides.ts";
import type { GemmChainResult } from "../workers/gemm-chain.ts";
import { Contestant } from "./contestant.ts";
import { type ChainSide, fastestChain } from "./gemm-chains.ts";

/** A side whose last chain, two products of large squares, took these seconds, and whose others took for ever. */
function measured(name: string, side: Side, rounds: readonly (readonly number[])[]): ChainSide {
  const contestant = new Contestant<GemmChainResult>(name, () => Promise.reject(new Error("ran already")));
  for (const repeats of rounds) contestant.results.push({ seconds: [[Infinity], [Infinity], [Infinity], repeats] });
  return { side, contestant };
}

const sides = [
  measured("cpu", { device: "cpu", precision: "float32" }, [[0.5, 0.25], [0.2]]),
  measured("openvino", { device: "openvino", precision: "float32" }, [[0.4]]),
  measured("openvino bf16", { device: "openvino", precision: "bfloat16" }, [[0.1]]),
  measured("webgpu", { device: "webgpu", precision: "float32" }, [[0.01]]),
];

test("the ceiling is the best repeat of any chain, in the same precision and on the same hardware", () => {
  const flops = 2 * 2 * 2048 ** 3; // two products of 2,048 × 2,048 by as many
  const openvino = fastestChain(sides, "openvino", "float32");
  expect(openvino?.name).toBe("cpu");
  expect(openvino?.gflops).toBeCloseTo(flops / 0.2 / 1e9, 6);
  expect(fastestChain(sides, "openvino", "bfloat16")?.gflops).toBeCloseTo(flops / 0.1 / 1e9, 6);
  expect(fastestChain(sides, "webgpu", "float32")?.name).toBe("webgpu");
  expect(fastestChain(sides, "cuda", "float32")).toBeNull();
});
