import { expect, test } from "vitest";
import { decodeState, encodeState, initialState, type TrainerState } from "./trainer-state.ts";

const state: TrainerState = {
  step: 5,
  epoch: 0.625,
  numTokens: 1234,
  evaluations: [
    {
      event: "evaluate",
      step: 5,
      epoch: 0.625,
      trainLoss: 0.1 + 0.2,
      testLoss: null,
      gap: null,
      evalLoss: null,
      evalMeanTokenAccuracy: null,
      evalEntropy: null,
    },
  ],
  window: [
    {
      loss: Number.NaN,
      gradNorm: 1.5,
      tokens: 10,
      rows: 2,
      accuracies: [0.5],
      entropies: [1 / 3],
      noiseNorms: [2.9],
      expectedNoiseNorms: [5 / Math.sqrt(3)],
      tokenNoiseNorm: 4,
      tokenEmbeddingNorm: 40,
      seconds: 0.25,
    },
  ],
};

test("a state comes back to the last bit, and a loss that is no number as none", () => {
  expect(decodeState(encodeState(state))).toEqual(state);
  expect(decodeState(encodeState(initialState))).toEqual(initialState);
});

test.each([
  ["{", /JSON/],
  ["{}", /^trainer_state\.json\.step: /],
  [JSON.stringify({ ...state, step: -1 }), /^trainer_state\.json\.step: /],
  [JSON.stringify({ ...state, window: [{ loss: "low" }] }), /^trainer_state\.json\.window\.0\.loss: /],
  ["null", /^trainer_state\.json: /],
])("%s is refused with the place", (text, message) => {
  expect(() => decodeState(text)).toThrow(message);
});
