import { LEXICON } from "../lexicon/lexicon.ts";
import type { Random } from "../random.ts";
import { polish } from "./polish.ts";
import { UnknownSlotError } from "./unknown-slot-error.ts";

/** Alternatives by name, for `<name>` in a template. */
export type Rules = Readonly<Record<string, readonly string[]>>;

/** A cast that stays the same while one text is written. */
export interface Scene {
  /** The entry that a symbol stands for in this scene, drawn on first use: `person`, `person2`, `object` … */
  entry(symbol: string): Readonly<Record<string, string>>;
  /**
   * Writes a template out.
   *
   * - `[a|b|c]`: one of them, at random; they may nest.
   * - `<name>`: one of the rule's alternatives.
   * - `{person2}`, `{person2.his}`: the first cell (the name), or another, of the entry that the symbol stands for.
   * - `{+colour}`: drawn anew, bound to nothing.
   *
   * Articles before vowels and capitals at the start of sentences come by themselves.
   *
   * @throws UnknownSlotError when a class, cell or rule does not exist.
   */
  write(template: string): string;
}

const CHOICE = /\[([^[\]]*)\]|<([a-z-]+)>/;
const SLOT = /\{(\+?)([a-z]+)(\d*)(?:\.([a-z]+))?\}/g;

export function createScene(random: Random, rules: Rules = {}): Scene {
  const bound = new Map<string, Readonly<Record<string, string>>>();

  function draw(kind: string, exclude: ReadonlySet<unknown> = new Set()) {
    const entries = Object.hasOwn(LEXICON, kind) ? LEXICON[kind as keyof typeof LEXICON] : undefined;
    if (entries === undefined) throw new UnknownSlotError(kind);
    const free = entries.filter((entry) => !exclude.has(entry));
    return random.pick<Readonly<Record<string, string>>>(free);
  }

  function entry(symbol: string) {
    const found = bound.get(symbol) ?? draw(symbol.replace(/\d+$/, ""), new Set(bound.values()));
    bound.set(symbol, found);
    return found;
  }

  function choose(template: string): string {
    const match = CHOICE.exec(template);
    if (match === null) return template;
    const [whole, alternatives, name = ""] = match;
    const options = alternatives?.split("|") ?? (Object.hasOwn(rules, name) ? rules[name] : undefined);
    if (options === undefined) throw new UnknownSlotError(name);
    return choose(template.slice(0, match.index) + random.pick(options) + template.slice(match.index + whole.length));
  }

  function write(template: string): string {
    const text = choose(template).replace(SLOT, (_, fresh: string, kind: string, number: string, cell?: string) => {
      const found = fresh === "" ? entry(kind + number) : draw(kind);
      const value = cell === undefined ? Object.values(found)[0] : found[cell];
      if (value === undefined) throw new UnknownSlotError(`${kind}.${cell}`);
      return value;
    });
    return polish(text);
  }

  return { entry, write };
}
