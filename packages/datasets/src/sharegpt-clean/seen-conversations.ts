import { createHash } from "node:crypto";
import type { RowObject } from "../json-value.ts";
import type { Turn } from "./clean-conversation.ts";

/** The rows that were kept, by id and by their first question and answer. Remembers a digest of each, not its text. */
export class SeenConversations {
  readonly #rows = new Map<string, number>();

  /** Remembers a row, or says of which one it is a duplicate. */
  add(row: number, { id }: RowObject, turns: readonly Turn[]): string | null {
    const idKey = typeof id === "string" || typeof id === "number" ? digest("id", String(id)) : null;
    const sameId = idKey === null ? undefined : this.#rows.get(idKey);
    if (sameId !== undefined) return `its id is that of row ${sameId} (from 0)`;
    const textKey = digest("text", turns[0]!.value, turns[1]!.value);
    const sameText = this.#rows.get(textKey);
    if (sameText !== undefined) return `its first question and answer are those of row ${sameText} (from 0)`;
    if (idKey !== null) this.#rows.set(idKey, row);
    this.#rows.set(textKey, row);
    return null;
  }
}

function digest(...texts: string[]): string {
  const hash = createHash("sha256");
  for (const text of texts) hash.update(`${text.length}:`).update(text);
  return hash.digest("base64");
}
