import { pieceTypes, type SentencePiece } from "./sentencepiece-model.ts";

/** What text can be merged to; marks such as `<s>` stand for no text. */
const mergeable: ReadonlySet<number> = new Set([pieceTypes.normal, pieceTypes.userDefined, pieceTypes.unused]);

/**
 * The merges of a BPE that has scores instead, the highest score first: every way to put a piece together from two. Of one
 * score, longer left halves come first, as in Hugging Face's converter.
 */
export function scoredMerges(pieces: readonly SentencePiece[]): [string, string][] {
  const ids = new Map<string, number>();
  for (const [id, { piece, type }] of pieces.entries()) if (mergeable.has(type)) ids.set(piece, id);
  const merges: { pair: [string, string]; score: number; left: number; right: number }[] = [];
  for (const [piece, id] of ids) {
    const characters = Array.from(piece);
    const ways: typeof merges = [];
    let split = 0;
    for (let left = 1; left < characters.length; left++) {
      split += characters[left - 1]!.length;
      const pair: [string, string] = [piece.slice(0, split), piece.slice(split)];
      if (ids.has(pair[0]) && ids.has(pair[1]))
        ways.push({ pair, score: pieces[id]!.score, left, right: characters.length - left });
    }
    ways.sort((a, b) => ids.get(a.pair[0])! - ids.get(b.pair[0])! || ids.get(a.pair[1])! - ids.get(b.pair[1])!);
    for (const way of ways) merges.push(way);
  }
  return merges.sort((a, b) => b.score - a.score || b.left - a.left || b.right - a.right).map(({ pair }) => pair);
}
