import { expect, test } from "vitest";
import { relativeError } from "./fixtures/golden-training.ts";
import { tinyRows, trainTiny } from "./fixtures/train-tiny.ts";

/**
 * Made with TRL 1.16, transformers 5.23 and torch 2.15 from the same model and rows (sdpa, float32, on the CPU): each step's loss,
 * gradient norm, entropy and tokens so far, and the evaluations before the first step and after each.
 */
const recorded = {
  bfd: {
    steps: [
      [6.044460296630859, 3.5602023601531982, 4.990363121032715, 61],
      [5.947274208068848, 2.584134578704834, 4.94955587387085, 118],
      [6.180462837219238, 4.628332614898682, 4.984710216522217, 153],
    ],
    evaluations: [
      [6.380466461181641, 4.944947242736816],
      [6.354786396026611, 4.979737758636475],
      [6.341092109680176, 5.003042459487915],
      [6.340872287750244, 5.011372089385986],
    ],
  },
  wrapped: {
    steps: [
      [6.197629928588867, 3.8152589797973633, 4.904891490936279, 64],
      [6.299829483032227, 2.606394052505493, 4.974057197570801, 128],
      [6.004525661468506, 4.940244197845459, 4.96871280670166, 153],
    ],
    evaluations: [
      [6.166669845581055, 4.929839611053467],
      [6.174017429351807, 4.962511777877808],
      [6.1517252922058105, 4.980782747268677],
      [6.136730670928955, 4.990959882736206],
    ],
  },
} as const;

test.each(["bfd", "wrapped"] as const)("a run packed by %s is TRL's, evaluations included", async (packingStrategy) => {
  const { logs, evaluations } = await trainTiny({
    args: {
      ...{ packing: true, packingStrategy, maxLength: 32, maxSteps: 3, trainSamplingStrategy: "sequential" },
      ...{ perDeviceTrainBatchSize: 2, perDeviceEvalBatchSize: 2 },
      ...{ evalStrategy: "steps", evalSteps: 1, evalOnStart: true },
    },
    evalDataset: tinyRows(9, 3),
  });
  const expected = recorded[packingStrategy];
  expect(logs).toHaveLength(3);
  for (const [index, { loss, gradNorm, entropy, numTokens }] of logs.entries()) {
    const [wantedLoss, wantedNorm, wantedEntropy, wantedTokens] = expected.steps[index]!;
    expect(relativeError(loss, wantedLoss)).toBeLessThan(index === 0 ? 1e-6 : 1e-4);
    expect(relativeError(gradNorm, wantedNorm)).toBeLessThan(index === 0 ? 1e-5 : 1e-3);
    expect(relativeError(entropy, wantedEntropy)).toBeLessThan(1e-4);
    expect(numTokens).toBe(wantedTokens);
  }
  expect(evaluations).toHaveLength(4);
  for (const [index, { evalLoss, evalEntropy }] of evaluations.entries()) {
    const [wantedLoss, wantedEntropy] = expected.evaluations[index]!;
    expect(relativeError(evalLoss!, wantedLoss)).toBeLessThan(index === 0 ? 1e-6 : 1e-4);
    expect(relativeError(evalEntropy!, wantedEntropy)).toBeLessThan(1e-4);
  }
});
