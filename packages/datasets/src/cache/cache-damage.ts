/** A file of the cache is not what was written: it is made anew, so nobody outside the cache hears of this class. */
export class CacheDamage extends Error {
  override readonly name = "CacheDamage";
}
