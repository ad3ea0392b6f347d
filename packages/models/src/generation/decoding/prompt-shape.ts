import { type RaggedShape, raggedShape } from "../../ragged/ragged-layout.ts";

/** Rounded up so that prompts of about a length share programs: to 8, and above 64 to an eighth of the power of two. */
function rounded(count: number): number {
  const step = Math.max(8, 2 ** (Math.floor(Math.log2(count)) - 3));
  return Math.ceil(count / step) * step;
}

/** The shape that prompts of these lengths are computed in. */
export function promptShape(lengths: readonly number[]): RaggedShape {
  const { tokens, groups, labelled } = raggedShape(lengths, 0);
  const wider = groups.map(({ batch, length }) => ({ batch, length: rounded(length) }));
  return { tokens: rounded(tokens), groups: wider, labelled };
}
