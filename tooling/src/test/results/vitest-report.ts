import { relative } from "node:path";

/** The part of vitest's JSON report that is read here. */
export interface VitestReport {
  readonly testResults: readonly {
    /** Path of the test file. */
    readonly name: string;
    readonly status: "passed" | "failed";
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

/** Counts tests. A file that failed before its first test counts as one failure; skipped tests are named. */
export function readVitestReport({ testResults }: VitestReport, root: string) {
  let passed = 0;
  let failed = 0;
  const skipped: string[] = [];
  for (const { name, status, assertionResults } of testResults) {
    const count = (wanted: string) => assertionResults.filter((test) => test.status === wanted).length;
    passed += count("passed");
    failed += status === "failed" ? Math.max(count("failed"), 1) : 0;
    for (const test of assertionResults)
      if (test.status !== "passed" && test.status !== "failed")
        skipped.push(`${relative(root, name)}: ${test.fullName}`);
  }
  return { passed, failed, skipped };
}
