import type { ShingleSet } from "./fingerprint.ts";
import { jaccardFrom } from "./jaccard.ts";
import { PostingTable } from "./posting-table.ts";
import type { ShingleCounts } from "./shingle-counts.ts";

/** Shingles of a row that are looked up at most. That two rows of J ≥ 0.5 share none of theirs has a probability below 10⁻⁹. */
const MAX_PREFIX = 32;

/** Meetings of two sets in all searches together, half a minute at worst: rows off a template may have too many for a whole search. */
const MAX_MEETINGS = 100_000_000;

/** Sets that each looked up shingle still leads to when the meetings are used up. */
const SETS_THEN = 8;

/**
 * Finds the sets whose Jaccard similarity with a given one reaches a threshold. All sets are put in one order, the rarest shingles
 * first and then by hash. Two sets of similarity t or more then share a shingle within the first n − ⌈t·n⌉ + 1 of each, n its size:
 * only sets that do are compared, and compared whole, so that nothing is missed and nothing is found wrongly.
 * Source: prefix filtering (Chaudhuri, Ganti and Kaushik, 2006; Bayardo, Ma and Srikant, 2007).
 */
export class NearIndex {
  private readonly threshold: number;
  private readonly counts: ShingleCounts;
  private readonly sets: ShingleSet[] = [];
  private readonly postings = new PostingTable();
  /** Of each set, the search that last came by it. */
  private seen = new Int32Array(1024);
  private searches = 0;
  private meetingsLeft: number;

  constructor(threshold: number, counts: ShingleCounts, maxMeetings = MAX_MEETINGS) {
    this.threshold = threshold;
    this.counts = counts;
    this.meetingsLeft = maxMeetings;
  }

  /** False once sets met so often that later searches were cut short: near ones may then be missed. */
  get isComplete(): boolean {
    return this.meetingsLeft > 0;
  }

  /** Adds a set under the next number, from 0. */
  add(shingles: ShingleSet): void {
    const set = this.counts.withoutCommon(shingles);
    const number = this.sets.push(set) - 1;
    for (const hash of this.prefix(set)) this.postings.add(hash, number);
    if (number === this.seen.length) {
      const larger = new Int32Array(this.seen.length * 2);
      larger.set(this.seen);
      this.seen = larger;
    }
  }

  /**
   * @param wanted whether a set is worth comparing
   * @param tell gets the number of each set that is near, and the similarity
   */
  search(
    shingles: ShingleSet,
    wanted: (number: number) => boolean,
    tell: (number: number, similarity: number) => void,
  ): void {
    const set = this.counts.withoutCommon(shingles);
    const search = ++this.searches;
    for (const hash of this.prefix(set)) {
      let setsLeft = this.isComplete ? Number.POSITIVE_INFINITY : SETS_THEN;
      for (let entry = this.postings.first(hash); entry >= 0 && setsLeft > 0; entry = this.postings.next(entry)) {
        const number = this.postings.rowOf(entry);
        setsLeft--;
        this.meetingsLeft--;
        if (this.seen[number] === search) continue;
        this.seen[number] = search;
        if (!wanted(number) || !this.maySuffice(set, this.sets[number]!)) continue;
        const similarity = jaccardFrom(this.threshold, set, this.sets[number]!);
        if (similarity > 0) tell(number, similarity);
      }
    }
  }

  /** Whole sets of too different sizes cannot be near; of samples the sizes say nothing. */
  private maySuffice(a: ShingleSet, b: ShingleSet): boolean {
    if (Number.isFinite(Math.min(a.knownUpTo, b.knownUpTo))) return true;
    const [one, other] = [a.hashes.length, b.hashes.length];
    return Math.min(one, other) >= this.threshold * Math.max(one, other) - 1e-9;
  }

  private prefix({ hashes }: ShingleSet): Iterable<number> {
    const length = hashes.length - Math.ceil(this.threshold * hashes.length - 1e-9) + 1;
    const rare: number[] = [];
    const others: number[] = [];
    const wanted = Math.min(length, MAX_PREFIX, hashes.length);
    for (let index = 0; index < hashes.length && rare.length < wanted; index++)
      (this.counts.of(hashes[index]!) === 0 ? rare : others).push(hashes[index]!);
    if (rare.length === wanted) return rare;
    others.sort((a, b) => this.counts.of(a) - this.counts.of(b) || a - b);
    return [...rare, ...others.slice(0, wanted - rare.length)];
  }
}
