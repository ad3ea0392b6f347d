import type { TokenRange } from "../labels.ts";
import type { Span } from "../templates/template.ts";
import { commonPrefixLength } from "./common-prefix.ts";

export interface LocatedTokens {
  readonly ranges: TokenRange[];
  /** Whether each span begins and ends between two tokens. */
  readonly areExact: boolean;
}

/**
 * The tokens of spans of a text: those that hold any of its letters, as transformers' `char_to_token` finds them.
 *
 * @param ids Of the whole text.
 * @param encode Token ids of a beginning of the text, or of a part of it, without special tokens.
 */
export function locateTokens(
  text: string,
  ids: readonly number[],
  spans: readonly Span[],
  encode: { readonly beginning: (text: string) => number[]; readonly part: (text: string) => number[] },
): LocatedTokens {
  const edges = [...new Set(spans.flatMap(({ start, end }) => [start, end]))].sort((a, b) => a - b);
  const positions =
    edgesOfParts(text, ids, edges, encode) ?? edges.map((edge) => edgeOfBeginning(text, ids, edge, encode));
  const at = new Map(edges.map((edge, index) => [edge, positions[index]!]));
  const ranges = spans.map((span) => {
    const [start, end] = [at.get(span.start)!, at.get(span.end)!];
    return { start: start.token, end: end.isExact ? end.token : Math.min(end.token + 1, ids.length) };
  });
  return { ranges, areExact: positions.every(({ isExact }) => isExact) };
}

/** The first token that is not wholly before an edge, and whether it begins there. */
interface Edge {
  readonly token: number;
  readonly isExact: boolean;
}

type Encode = Parameters<typeof locateTokens>[3];

/** Where the parts between the edges have the tokens alone that they have in the whole, which takes one pass; null elsewhere. */
function edgesOfParts(text: string, ids: readonly number[], edges: readonly number[], encode: Encode): Edge[] | null {
  const found: Edge[] = [];
  let token = 0;
  for (const [index, edge] of [...edges, text.length].entries()) {
    const part = text.slice(edges[index - 1] ?? 0, edge);
    for (const id of index === 0 ? encode.beginning(part) : encode.part(part)) if (ids[token++] !== id) return null;
    found.push({ token, isExact: true });
  }
  return token === ids.length ? found.slice(0, -1) : null;
}

function edgeOfBeginning(text: string, ids: readonly number[], edge: number, { beginning }: Encode): Edge {
  const before = beginning(text.slice(0, edge));
  const token = commonPrefixLength(before, ids);
  return { token, isExact: token === before.length };
}
