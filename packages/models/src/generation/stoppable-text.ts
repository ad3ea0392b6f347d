import { TextStream } from "../tokenizer/text-stream.ts";
import { cutAtStop, heldBack } from "./stop-strings.ts";

/**
 * The text of a growing sequence of tokens, which ends where a stop string begins. Stop strings may begin in one token and end in
 * another: what may still become one is kept back.
 */
export class StoppableText {
  private readonly stream: TextStream;
  private readonly stopStrings: readonly string[];
  private current = "";
  private shown = 0;
  private stopped = false;

  /** @param decode text of tokens, special ones left out */
  constructor(decode: (ids: readonly number[]) => string, stopStrings: readonly string[] = []) {
    this.stream = new TextStream({ decode: (ids) => decode(Array.from(ids)) });
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
    this.add(this.stream.push(id));
    return this.show(this.stopped ? 0 : heldBack(this.current, this.stopStrings));
  }

  /** What was kept back, once no token comes any more. */
  end(): string {
    if (!this.stopped) this.add(this.stream.end());
    return this.show(0);
  }

  private add(piece: string): void {
    const before = this.current.length;
    this.current += piece;
    const cut = cutAtStop(this.current, this.stopStrings, before);
    if (cut === null) return;
    this.stopped = true;
    this.current = cut;
  }

  private show(kept: number): string {
    const until = this.current.length - kept;
    const piece = this.current.slice(this.shown, until);
    this.shown = Math.max(this.shown, until);
    return piece;
  }
}
