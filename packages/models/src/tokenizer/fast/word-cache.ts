/** Words that are longer, in UTF-16 code units, are rare and not kept. */
export const maxCachedLength = 64;

/** Integers of an entry: hash, where its word begins, the word's length, where its ids begin, how many they are. */
const ENTRY = 5;
const ENTRIES = 1 << 17;
const UNITS = 1 << 20;
const IDS = 1 << 19;
/** So many places are looked at, whatever words there are: words that a text was made of to collide are not kept. */
const PROBES = 8;

/**
 * The ids of words that were seen, in 7 MB: text is made of few words. A word is a stretch of a text, which is neither copied
 * nor made a string to look it up. What is full is emptied.
 */
export class WordCache {
  private readonly entries = new Int32Array(ENTRIES * ENTRY);
  private readonly units = new Uint16Array(UNITS);
  private readonly ids = new Int32Array(IDS);
  private unitCount = 0;
  private idCount = 0;
  private words = 0;
  /** Where the word that was looked for last would be put; -1 for nowhere. */
  private free = -1;
  private hash = 0;

  /** Appends the ids of a word and says whether it is known. `put` is about the word that was looked for last. */
  find(text: string, start: number, end: number, output: number[]): boolean {
    const { entries, ids } = this;
    let hash = end - start;
    for (let at = start; at < end; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
    hash ^= hash >>> 15;
    this.hash = hash;
    this.free = -1;
    for (let probe = 0; probe < PROBES; probe++) {
      const entry = ((hash + probe) & (ENTRIES - 1)) * ENTRY;
      const length = entries[entry + 2];
      if (length === 0) {
        this.free = entry;
        return false;
      }
      if (entries[entry] !== hash || length !== end - start || !this.equals(entries[entry + 1]!, text, start, end))
        continue;
      const first = entries[entry + 3]!;
      const last = first + entries[entry + 4]!;
      for (let at = first; at < last; at++) output.push(ids[at]!);
      return true;
    }
    return false;
  }

  put(text: string, start: number, end: number, tokens: Int32Array, count: number): void {
    const length = end - start;
    if (this.words * 2 > ENTRIES || this.unitCount + length > UNITS || this.idCount + count > IDS) {
      this.entries.fill(0);
      this.words = this.unitCount = this.idCount = 0;
      return;
    }
    if (this.free < 0) return;
    this.entries.set([this.hash, this.unitCount, length, this.idCount, count], this.free);
    for (let at = start; at < end; at++) this.units[this.unitCount++] = text.charCodeAt(at);
    for (let at = 0; at < count; at++) this.ids[this.idCount++] = tokens[at]!;
    this.words++;
  }

  private equals(from: number, text: string, start: number, end: number): boolean {
    const { units } = this;
    for (let at = start, unit = from; at < end; at++, unit++) if (units[unit] !== text.charCodeAt(at)) return false;
    return true;
  }
}
