import { configKey } from "../config-keys/config-key.ts";
import { boolean, choice, either, integer, nullable, number, type ValueType } from "../config-keys/value-types.ts";

export const rowsKeys = {
  maxLength: configKey(
    nullable(integer({ min: 1 })),
    1024,
    "Tokens of a row that are kept, the end token included; null keeps all, and memory grows with the longest",
    "max_seq_length",
  ),
  completionOnlyLoss: configKey(
    nullable(boolean()),
    null,
    "Train the answer only, not the prompt; null does so where rows have a prompt",
  ),
  assistantOnlyLoss: configKey(
    nullable(boolean()),
    null,
    "Train the assistant's turns of conversations only; null does so under alpaca, vicuna-v1.1 and llama-2-chat, not under chat templates",
  ),
  trainSamplingStrategy: configKey(
    choice("random", "sequential", "group_by_length"),
    "random",
    "Order of the rows: shuffled anew each epoch, as in the file, or shuffled so that rows of a batch are about equally long",
  ),
  shuffleDataset: configKey(
    boolean(),
    false,
    "Shuffle the rows once before they are packed, and the packed rows once after it; an order as in the file is of these",
  ),
  testSize: configKey(
    nullable(testRows()),
    null,
    "Rows set aside for testing where there is no test file: below 1 a fraction, from 1 a count",
  ),
  groupDuplicates: configKey(
    boolean(),
    false,
    "Under test_size keep rows that are alike, exactly or nearly, on one side; without them the split is the same",
  ),
  onLeak: configKey(
    choice("report", "ignore", "remove_from_train", "remove_from_test"),
    "report",
    "Test rows that stand in the training rows too, exactly or nearly: tell, do not look for them, or take them out of one side",
  ),
};

function testRows(): ValueType<number> {
  const { schema } = either(number({ above: 0, below: 1 }), integer({ min: 1 }));
  return { schema, wanted: "a fraction between 0 and 1 or a whole number of rows" };
}
