import { cutAtStop, heldBack } from "./stop-strings.ts";

/** What a decoder puts where bytes are no character, or not yet. */
const replacement = "\ufffd";

/** Tokens beyond which text that is settled is not decoded again. */
const window = 64;

/**
 * The text of a growing sequence of tokens. Characters and stop strings may begin in one token and end in another: what may still
 * change is kept back, so that the pieces that are handed out are the text, cut where a stop string begins.
 */
export class TextStream {
  private readonly decode: (ids: readonly number[]) => string;
  private readonly stopStrings: readonly string[];
  private readonly ids: number[] = [];
  /** Text of the tokens before `settledIds`. */
  private settled = "";
  private settledIds = 0;
  private shown = 0;
  private current = "";
  private stopped = false;

  /** @param decode text of tokens, special ones left out */
  constructor(decode: (ids: readonly number[]) => string, stopStrings: readonly string[] = []) {
    this.decode = decode;
    this.stopStrings = stopStrings;
  }

  /** Whether a stop string has come. */
  get isStopped(): boolean {
    return this.stopped;
  }

  /** All text so far, what was kept back included. */
  get text(): string {
    return this.current;
  }

  /** Takes a token; returns what can be shown of the text by now and was not before. */
  push(id: number): string {
    if (this.stopped) return "";
    this.ids.push(id);
    const before = this.current.length;
    this.current = this.settled + this.tail();
    const cut = cutAtStop(this.current, this.stopStrings, before);
    if (cut !== null) {
      this.stopped = true;
      this.current = cut;
      return this.show(cut.length);
    }
    if (this.current.endsWith(replacement)) return "";
    this.settle();
    return this.show(this.current.length - heldBack(this.current, this.stopStrings));
  }

  /** What was kept back, once no token comes any more. */
  end(): string {
    return this.show(this.current.length);
  }

  private show(until: number): string {
    const piece = this.current.slice(this.shown, until);
    this.shown = Math.max(this.shown, until);
    return piece;
  }

  /**
   * Text of the tokens that are not settled. A decoder may treat the first token of a text in its own way (it drops a space), so
   * one that was settled goes before them and its text is taken off.
   */
  private tail(): string {
    if (this.settledIds === 0) return this.decode(this.ids);
    const first = this.settledIds - 1;
    return this.decode(this.ids.slice(first)).slice(this.decode(this.ids.slice(first, first + 1)).length);
  }

  /** Keeps the work of a push from growing with the text. */
  private settle(): void {
    if (this.ids.length - this.settledIds < window) return;
    const whole = this.current;
    const before = [this.settled, this.settledIds] as const;
    [this.settled, this.settledIds] = [whole, this.ids.length];
    // A token whose text alone is no text cannot stand in front.
    if (this.decode(this.ids.slice(-1)).includes(replacement)) [this.settled, this.settledIds] = before;
  }
}
