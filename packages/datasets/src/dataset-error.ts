const marker = Symbol.for("neftune.error.DatasetError");

/** Where in the data something is wrong. Lines and columns count from 1, rows from 0. */
export interface DatasetPlace {
  path?: string;
  line?: number;
  column?: number;
  row?: number;
}

/**
 * Data or an option of this package that cannot be used. `message` is one line that says where and what is wrong and
 * what would be right; `reason` is the same without the place.
 */
export class DatasetError extends Error {
  override readonly name = "DatasetError";
  readonly [marker] = true;
  readonly reason: string;
  readonly place: DatasetPlace;

  constructor(reason: string, place: DatasetPlace = {}, options?: ErrorOptions) {
    const where = describePlace(place);
    super(where === "" ? reason : `${where}: ${reason}`, options);
    this.reason = reason;
    this.place = place;
  }

  /** The same error with what is known of its place added; what it already names stays. */
  at(place: DatasetPlace): DatasetError {
    return new DatasetError(this.reason, { ...place, ...this.place }, { cause: this.cause });
  }

  /** Works where two copies of this package are installed, unlike `instanceof`. */
  static isInstance(value: unknown): value is DatasetError {
    return value instanceof Error && marker in value;
  }
}

function describePlace({ path, line, column, row }: DatasetPlace): string {
  const parts: string[] = [];
  if (path !== undefined) parts.push(path);
  if (line !== undefined) parts.push(`line ${line}`);
  if (column !== undefined) parts.push(`column ${column}`);
  if (row !== undefined) parts.push(`row ${row} (from 0)`);
  return parts.join(", ");
}
