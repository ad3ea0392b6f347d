import { expect, test } from "vitest";
import { readVitestReport } from "./vitest-report.ts";

test("counts tests, names the skipped ones, and takes a file that could not start for a failure", () => {
  const report = readVitestReport(
    {
      testResults: [
        {
          name: "/repository/packages/core/src/a.test.ts",
          status: "failed",
          assertionResults: [
            { status: "passed", fullName: "adds" },
            { status: "failed", fullName: "subtracts" },
            { status: "skipped", fullName: "agrees with TRL" },
          ],
        },
        { name: "/repository/packages/core/src/b.test.ts", status: "failed", assertionResults: [] },
        {
          name: "/repository/packages/core/src/c.test.ts",
          status: "passed",
          assertionResults: [{ status: "passed", fullName: "divides" }],
        },
      ],
    },
    "/repository",
  );
  expect(report).toEqual({
    passed: 2,
    failed: 2,
    skipped: ["packages/core/src/a.test.ts: agrees with TRL"],
  });
});
