import type { KernelCase } from "../kernel-case.ts";
import { activationCases } from "./activation.ts";
import { arithmeticCases } from "./arithmetic.ts";
import { blocksCases } from "./blocks.ts";
import { convolutionCases } from "./convolution.ts";
import { creationCases } from "./creation.ts";
import { cumulativeCases } from "./cumulative.ts";
import { imageCases } from "./image.ts";
import { indexingCases } from "./indexing.ts";
import { layoutCases } from "./layout.ts";
import { logicCases } from "./logic.ts";
import { matmulCases } from "./matmul.ts";
import { normalizationCases } from "./normalization.ts";
import { poolingCases } from "./pooling.ts";
import { quantizationCases } from "./quantization.ts";
import { reductionCases } from "./reduction.ts";
import { trigonometryCases } from "./trigonometry.ts";
import { unaryCases } from "./unary.ts";

/** Cases by family, as trace/kernels has them. */
export const allCases: Readonly<Record<string, readonly KernelCase[]>> = {
  activation: activationCases,
  arithmetic: arithmeticCases,
  blocks: blocksCases,
  convolution: convolutionCases,
  creation: creationCases,
  cumulative: cumulativeCases,
  image: imageCases,
  indexing: indexingCases,
  layout: layoutCases,
  logic: logicCases,
  matmul: matmulCases,
  normalization: normalizationCases,
  pooling: poolingCases,
  quantization: quantizationCases,
  reduction: reductionCases,
  trigonometry: trigonometryCases,
  unary: unaryCases,
};
