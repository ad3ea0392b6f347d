export { type EvaluateLossOptions, evaluateLoss, type LossEvaluation } from "./evaluate-loss.ts";
