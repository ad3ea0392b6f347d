/** MurmurHash3's finaliser (Appleby, 2011), a bijection of 32 bits that maps zero to zero. */
export function mix32(value: number): number {
  let word = value | 0;
  word = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35);
  return word ^ (word >>> 16);
}
