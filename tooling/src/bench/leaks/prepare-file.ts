import { type Example, openDataset, prepareDataset } from "@neftune/datasets";

/** Bytes as tokens: only the rows' fingerprints are wanted. */
const tokenizer = {
  encode: (text: string) => [...new TextEncoder().encode(text)],
  decode: () => "",
  eosTokenId: 256,
  padTokenId: null,
};

/** The rows of a file that can be used, with fingerprints. */
export async function prepareFile(path: string): Promise<readonly Example[]> {
  const { examples } = await prepareDataset(await openDataset(path), {
    tokenizer,
    promptTemplate: "chatml",
    maxLength: null,
    onBadRow: "skip",
    fingerprints: true,
  });
  return examples;
}
