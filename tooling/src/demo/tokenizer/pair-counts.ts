/** A word of the training text, as the tokens it is made of so far. */
export interface Word {
  symbols: string[];
  /** Times that it stands in the text. */
  readonly count: number;
}

/** How often two tokens stand side by side, and in which words: kept up to date word by word, since a merge touches few. */
export class PairCounts {
  private readonly counts = new Map<string, number>();
  private readonly words = new Map<string, Set<Word>>();

  add(word: Word): void {
    this.change(word, word.count);
    for (const pair of pairsOf(word)) {
      const words = this.words.get(pair);
      if (words === undefined) this.words.set(pair, new Set([word]));
      else words.add(word);
    }
  }

  remove(word: Word): void {
    this.change(word, -word.count);
    for (const pair of pairsOf(word)) this.words.get(pair)?.delete(word);
  }

  /** On a tie the one that sorts first; undefined where no pair stands in the text twice. */
  mostFrequent(): [string, string] | undefined {
    let best: string | undefined;
    let most = 1;
    for (const [pair, count] of this.counts)
      if (count > most || (count === most && best !== undefined && pair < best)) [best, most] = [pair, count];
    return best?.split(" ") as [string, string] | undefined;
  }

  wordsWith(pair: readonly [string, string]): Word[] {
    return [...(this.words.get(pair.join(" ")) ?? [])];
  }

  private change(word: Word, by: number): void {
    for (const pair of pairsOf(word)) {
      const count = (this.counts.get(pair) ?? 0) + by;
      if (count > 0) this.counts.set(pair, count);
      else this.counts.delete(pair);
    }
  }
}

/** No token holds a space, so that one can stand between the two of a pair. */
function pairsOf({ symbols }: Word): string[] {
  return symbols.slice(1).map((symbol, index) => `${symbols[index]} ${symbol}`);
}
