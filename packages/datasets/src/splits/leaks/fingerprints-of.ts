import type { Example, Fingerprint } from "../../example.ts";
import { tokensFingerprint } from "./fingerprint.ts";

/**
 * Fingerprints of examples, those of the rows where all have one, so that all can be compared; else of the tokens. Rows of tokens have
 * none, nor do examples that were prepared without `fingerprints`.
 */
export function fingerprintsOf(...sides: readonly (readonly Example[])[]): Fingerprint[][] {
  const areOfRows = sides.every((side) => side.every((example) => example.fingerprint));
  return sides.map((side) => side.map((example) => (areOfRows ? example.fingerprint! : tokensFingerprint(example))));
}
