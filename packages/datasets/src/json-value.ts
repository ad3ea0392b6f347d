/** A row that is a JSON object, which is all that a format is ever asked about. */
export type RowObject = Readonly<Record<string, unknown>>;

/** "an array", "a number", … as messages name what they found. */
export function typeName(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "an array";
  if (typeof value === "undefined") return "nothing";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

export function isRowObject(value: unknown): value is RowObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Up to eight keys, quoted, for a message. */
export function listKeys(row: RowObject): string {
  const keys = Object.keys(row);
  if (keys.length === 0) return "no keys";
  const shown = keys.slice(0, 8).map((key) => JSON.stringify(key.slice(0, 40)));
  return `${keys.length === 1 ? "the key" : "the keys"} ${shown.join(", ")}${keys.length > 8 ? ", …" : ""}`;
}
