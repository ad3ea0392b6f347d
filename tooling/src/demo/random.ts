/** Pseudo-random draws from one seed. Everything the demo generates takes one of these as an argument. */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
  /** Uniform whole number in [low, high], both included. */
  integer(low: number, high: number): number;
  /** True with the given probability. */
  chance(probability: number): boolean;
  /** @throws RangeError when there is nothing to pick from. */
  pick<T>(items: readonly T[]): T;
  /** One of the items, each as likely as its share of the sum of shares. */
  pickByShare<T extends { readonly share: number }>(items: readonly T[]): T;
  /** `count` different items, in random order. */
  sample<T>(items: readonly T[], count: number): T[];
  /** Standard normal, by the Box-Muller transform. */
  normal(): number;
}

/** Mulberry32: 32 bits of state, enough for a corpus and the same on every runtime. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;

  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let bits = Math.imul(state ^ (state >>> 15), state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  }

  function integer(low: number, high: number): number {
    return low + Math.floor(next() * (high - low + 1));
  }

  function sample<T>(items: readonly T[], count: number): T[] {
    if (count > items.length) throw new RangeError(`cannot draw ${count} different items from ${items.length}`);
    const pool = [...items];
    for (let index = 0; index < count; index++) {
      const other = integer(index, pool.length - 1);
      [pool[index], pool[other]] = [pool[other]!, pool[index]!];
    }
    return pool.slice(0, count);
  }

  function pick<T>(items: readonly T[]): T {
    if (items.length === 0) throw new RangeError("cannot pick from an empty list");
    return items[integer(0, items.length - 1)]!;
  }

  function pickByShare<T extends { readonly share: number }>(items: readonly T[]): T {
    let left = next() * items.reduce((sum, { share }) => sum + share, 0);
    for (const item of items) {
      left -= item.share;
      if (left < 0) return item;
    }
    return pick(items.slice(-1));
  }

  return {
    next,
    integer,
    sample,
    chance: (probability) => next() < probability,
    pick,
    pickByShare,
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
  };
}
