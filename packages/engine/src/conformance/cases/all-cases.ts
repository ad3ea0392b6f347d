import type { KernelCase } from "../kernel-case.ts";
import { arithmeticCases } from "./arithmetic.ts";
import { creationCases } from "./creation.ts";
import { indexingCases } from "./indexing.ts";
import { layoutCases } from "./layout.ts";
import { logicCases } from "./logic.ts";
import { matmulCases } from "./matmul.ts";
import { reductionCases } from "./reduction.ts";
import { unaryCases } from "./unary.ts";

/** Cases by family, as trace/kernels has them. */
export const allCases: Readonly<Record<string, readonly KernelCase[]>> = {
  arithmetic: arithmeticCases,
  creation: creationCases,
  indexing: indexingCases,
  layout: layoutCases,
  logic: logicCases,
  matmul: matmulCases,
  reduction: reductionCases,
  unary: unaryCases,
};
