import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readVitestReport } from "../results/vitest-report.ts";
import type { Stage } from "../stage.ts";

/** Unit and integration tests of all packages. */
export const vitest: Stage = vitestStage("tests");

/** The conformance suite on a device that the ordinary tests leave out. */
export const tensorflow: Stage = vitestStage("tensorflow", {
  args: ["--project=all", "packages/engine/src/conformance/conformance.test.ts"],
  env: { NEFTUNE_CONFORMANCE: "tensorflow" },
});

function vitestStage(
  name: string,
  { args = [], env = {} }: { args?: readonly string[]; env?: Readonly<Record<string, string>> } = {},
): Stage {
  return {
    name,
    async run(workspace) {
      const path = join(workspace.temporary, "vitest.json");
      const { status, output } = await workspace.run(
        ["vitest", "run", "--reporter=default", "--reporter=json", `--outputFile.json=${path}`, ...args],
        { timeout: 1_200_000, env },
      );
      if (!existsSync(path)) return { passed: 0, failed: 1, skipped: [], output };
      const report = readVitestReport(JSON.parse(readFileSync(path, "utf8")), workspace.root);
      // Errors outside any test, such as a rejection that nobody handled, only show in the status.
      const failed = status === 0 ? report.failed : Math.max(report.failed, 1);
      return { ...report, failed, output };
    },
  };
}
