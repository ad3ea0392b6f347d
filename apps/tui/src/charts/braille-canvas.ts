/** Bits of a braille character's dots, [row][column]; U+2800 is the empty one. */
const DOTS = [
  [0x01, 0x08],
  [0x02, 0x10],
  [0x04, 0x20],
  [0x40, 0x80],
] as const;

/** Dots of one character. */
export const DOTS_ACROSS = 2;
export const DOTS_DOWN = 4;

export interface BrailleCell<Role> {
  text: string;
  role: Role;
}

/** A grid of characters with 2 × 4 dots each. Where two lines cross in a character, its role is the later one's. */
export class BrailleCanvas<Role> {
  readonly columns: number;
  readonly rows: number;
  readonly #bits: Uint8Array;
  readonly #roles: (Role | undefined)[];

  constructor(columns: number, rows: number) {
    this.columns = columns;
    this.rows = rows;
    this.#bits = new Uint8Array(columns * rows);
    this.#roles = new Array<Role | undefined>(columns * rows);
  }

  /** Sets one dot, from the top left; a dot outside is none. */
  dot(x: number, y: number, role: Role): void {
    const [column, row] = [Math.floor(x / DOTS_ACROSS), Math.floor(y / DOTS_DOWN)];
    if (column < 0 || row < 0 || column >= this.columns || row >= this.rows) return;
    const cell = row * this.columns + column;
    this.#bits[cell] = this.#bits[cell]! | DOTS[y % DOTS_DOWN]![x % DOTS_ACROSS]!;
    this.#roles[cell] = role;
  }

  /** A straight line of dots between two dots. */
  line(fromX: number, fromY: number, toX: number, toY: number, role: Role): void {
    const steps = Math.max(Math.abs(toX - fromX), Math.abs(toY - fromY));
    for (let step = 0; step <= steps; step++) {
      const share = steps === 0 ? 0 : step / steps;
      this.dot(Math.round(fromX + share * (toX - fromX)), Math.round(fromY + share * (toY - fromY)), role);
    }
  }

  /** The characters of a row; undefined where there is no dot. */
  row(row: number): (BrailleCell<Role> | undefined)[] {
    return Array.from({ length: this.columns }, (_, column) => {
      const cell = row * this.columns + column;
      const bits = this.#bits[cell]!;
      return bits === 0 ? undefined : { text: String.fromCodePoint(0x2800 + bits), role: this.#roles[cell]! };
    });
  }
}
