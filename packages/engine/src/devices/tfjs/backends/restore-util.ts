import { createRequire } from "node:module";

/** What @tensorflow/tfjs-node calls of `util`, which Node.js 23 removed. */
const removed = {
  isNullOrUndefined: (value: unknown) => value === null || value === undefined,
  isArray: Array.isArray,
};

/** Puts back what is missing there, for good: it is called whenever a kernel runs. */
export function restoreUtil(): void {
  const util = createRequire(import.meta.url)("node:util") as object;
  for (const [name, value] of Object.entries(removed))
    if (!(name in util)) Object.defineProperty(util, name, { value, configurable: true, writable: true });
}
