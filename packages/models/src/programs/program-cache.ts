/** Compiled programs by key. The least recently used one is disposed when there are more than `limit`. */
export class ProgramCache<T extends { dispose(): Promise<void> }> {
  private readonly limit: number;
  private readonly entries = new Map<string, T>();

  constructor(limit: number) {
    this.limit = limit;
  }

  async get(key: string, compile: () => Promise<T>): Promise<T> {
    const known = this.entries.get(key);
    if (known) {
      this.entries.delete(key);
      this.entries.set(key, known);
      return known;
    }
    const compiled = await compile();
    this.entries.set(key, compiled);
    if (this.entries.size > this.limit) {
      const [oldest, program] = this.entries.entries().next().value!;
      this.entries.delete(oldest);
      await program.dispose();
    }
    return compiled;
  }

  async dispose(): Promise<void> {
    for (const program of this.entries.values()) await program.dispose();
    this.entries.clear();
  }
}
