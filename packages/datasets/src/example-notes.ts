import type { Row } from "./row.ts";
import type { Sample } from "./sample.ts";
import type { Tokenizer } from "./tokenizer.ts";
import type { EncodedSample } from "./tokens/encode-sample.ts";
import {
  emptyAnswerWarning,
  endTokenUntrainedWarning,
  noEndTokenWarning,
  promptMismatchWarning,
  splitWarning,
  wholeConversationsWarning,
} from "./warnings.ts";

/** What is noticed of rows, told once for all of them. */
export class ExampleNotes {
  private readonly mismatched: number[] = [];
  private readonly empty: number[] = [];
  private readonly split = new Set<number>();
  private trainsQuestions = false;
  private lacksEndToken = false;
  private hasText = false;

  /** A row as it was read, whether or not it is used. */
  read({ index, part }: Row): void {
    if (part) this.split.add(index);
  }

  add(
    row: Row,
    sample: Sample,
    { promptIsPrefix, trainsQuestions = false, lacksEndToken = false }: EncodedSample,
  ): void {
    if (!promptIsPrefix) this.mismatched.push(row.index);
    if (sample.type === "instruction" && sample.output === "") this.empty.push(row.index);
    this.trainsQuestions ||= trainsQuestions;
    this.lacksEndToken ||= lacksEndToken;
    this.hasText ||= sample.type !== "tokens";
  }

  /** A sentence each. */
  warnings(tokenizer: Tokenizer | undefined): string[] {
    const warnings: string[] = [];
    if (this.mismatched.length > 0) warnings.push(promptMismatchWarning(this.mismatched));
    if (this.trainsQuestions) warnings.push(wholeConversationsWarning);
    const { eosTokenId = null } = tokenizer ?? {};
    if (this.lacksEndToken && tokenizer && eosTokenId !== null)
      warnings.push(endTokenUntrainedWarning(tokenizer.decode([eosTokenId])));
    if (this.hasText && eosTokenId === null) warnings.push(noEndTokenWarning);
    if (this.empty.length > 0) warnings.push(emptyAnswerWarning(this.empty));
    if (this.split.size > 0) warnings.push(splitWarning(this.split.size));
    return warnings;
  }
}
