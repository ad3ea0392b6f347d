import { expect, test } from "vitest";
import { alpaca } from "../../formats/alpaca.ts";
import { prepareDataset } from "../../prepare-dataset.ts";
import { fingerprintsOf } from "./fingerprints-of.ts";

const tokenizer = {
  encode: (text: string) => [...new TextEncoder().encode(text)],
  decode: () => "",
  eosTokenId: 0,
  padTokenId: null,
};
const rows = alpaca([{ instruction: "Name a warm colour.", input: "", output: "Red, the colour of fire." }]);

test("the fingerprint is the row's, whatever template and truncation make of it", async () => {
  const prepare = async (options: object) => {
    const { examples } = await prepareDataset(rows, { tokenizer, maxLength: null, fingerprints: true, ...options });
    return examples;
  };
  const [whole] = fingerprintsOf(await prepare({}));
  expect(fingerprintsOf(await prepare({ maxLength: 200 }))).toEqual([whole]);
  expect(fingerprintsOf(await prepare({ promptTemplate: "alpaca-eval" }))).toEqual([whole]);
  expect(fingerprintsOf(await prepare({ fingerprints: false }))).not.toEqual([whole]);
});
