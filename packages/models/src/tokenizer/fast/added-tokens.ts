import type { AddedToken } from "../tokenizer-json.ts";
import { kind, kinds } from "./character-kinds.ts";

/** A node of a tree of texts, by UTF-16 code unit. */
interface Node {
  readonly next: Map<number, Node>;
  token: AddedToken | null;
}

/** Finds tokens that stand in text as themselves: the leftmost first, and there the longest. */
export class AddedTokens {
  private readonly root: Node = { next: new Map(), token: null };
  /** Whether a token begins with this UTF-16 code unit. */
  private readonly begins = new Uint8Array(0x10000);
  /** The token that `endOfToken` found last. */
  private match: AddedToken | null = null;

  /** @param tokens with the text that each is found as */
  constructor(tokens: Iterable<readonly [text: string, token: AddedToken]>) {
    for (const [text, token] of tokens) {
      if (text === "") continue;
      let node = this.root;
      for (let at = 0; at < text.length; at++) {
        const unit = text.charCodeAt(at);
        const child = node.next.get(unit) ?? { next: new Map(), token: null };
        node.next.set(unit, child);
        node = child;
      }
      // Of two with the same text the first counts.
      node.token ??= token;
      this.begins[text.charCodeAt(0)] = 1;
    }
  }

  /** Cuts text into tokens, given as their ids, and what is between them. Spaces that belong to a token go with it. */
  split(text: string, between: (start: number, end: number) => void, found: (id: number) => void): void {
    let done = 0;
    for (let at = 0; at < text.length; ) {
      const end = this.begins[text.charCodeAt(at)] ? this.endOfToken(text, at) : at;
      if (end === at) {
        at++;
        continue;
      }
      const { id, lstrip, rstrip } = this.match!;
      const start = lstrip ? startOfSpaces(text, done, at) : at;
      if (done < start) between(done, start);
      found(id);
      done = rstrip ? endOfSpaces(text, end) : end;
      at = end;
    }
    if (done < text.length) between(done, text.length);
  }

  /** `start` where none begins there. */
  private endOfToken(text: string, start: number): number {
    let end = start;
    let node: Node | undefined = this.root;
    for (let at = start; node; at++) {
      if (node.token) {
        this.match = node.token;
        end = at;
      }
      node = at < text.length ? node.next.get(text.charCodeAt(at)) : undefined;
    }
    return end;
  }
}

function startOfSpaces(text: string, from: number, end: number): number {
  let at = end;
  while (at > from && kinds[text.charCodeAt(at - 1)] === kind.space) at--;
  return at;
}

function endOfSpaces(text: string, start: number): number {
  let at = start;
  while (at < text.length && kinds[text.charCodeAt(at)] === kind.space) at++;
  return at;
}
