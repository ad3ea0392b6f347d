/** Where the demo's files are kept, relative to the repository's root. */
export const ASSETS = "apps/tui/assets/demo";

/** Everything that decides what the demo's data, tokenizer and model are. */
export const SETTINGS = {
  corpus: { seed: 1, characters: 4_000_000 },
  instructions: { seed: 2, train: 400, test: 150 },
  /** Tokens of the tokenizer, the special ones included. */
  vocabularySize: 1024,
  /** How often the tokenizer's training reads each prompt, so that the words that every prompt repeats become single tokens. */
  promptRepeats: 10,
  /** Tokens a row of the packed corpus. */
  rowLength: 256,
  initialize: { seed: 3, standardDeviation: 0.02 },
  pretrain: {
    testRows: 64,
    args: {
      numTrainEpochs: 2,
      perDeviceTrainBatchSize: 16,
      learningRate: 3e-3,
      lrSchedulerType: "cosine",
      warmupSteps: 50,
      adamBeta2: 0.95,
      weightDecay: 0.1,
      loggingSteps: 20,
      evalStrategy: "steps",
      evalSteps: 100,
      trainEvalSamples: 64,
      seed: 4,
    },
  },
  finetune: {
    numTrainEpochs: 8,
    perDeviceTrainBatchSize: 8,
    learningRate: 1e-3,
    lrSchedulerType: "linear",
    warmupSteps: 10,
    maxLength: 256,
    loggingSteps: 10,
    evalStrategy: "steps",
    evalSteps: 50,
    evalOnStart: true,
    trainEvalSamples: 100,
    neftuneNoiseAlpha: 10,
  },
} as const;
