import { expect, test } from "vitest";
import { runStages } from "./run-stages.ts";
import type { Stage, StageResult } from "./stage.ts";
import type { Workspace } from "./workspace.ts";

const workspace = {} as Workspace;
const fine: StageResult = { passed: 2, failed: 0, skipped: [], output: "not shown" };

async function linesOf(stages: readonly Stage[]): Promise<{ lines: string[]; passed: boolean }> {
  const lines: string[] = [];
  let time = 0;
  const passed = await runStages(stages, workspace, {
    print: (text) => lines.push(text),
    now: () => {
      time += 500;
      return time;
    },
  });
  return { lines, passed };
}

test("each stage gets a line with its time, and the last line counts everything", async () => {
  const { lines, passed } = await linesOf([
    { name: "lint", run: async () => fine },
    { name: "tests", run: async () => ({ ...fine, passed: 40, skipped: ["a.test.ts: agrees with TRL"] }) },
  ]);
  expect(lines).toEqual([
    "ok    lint     0.5 s  2 passed",
    "ok    tests    0.5 s  40 passed, 1 skipped",
    "      skipped: a.test.ts: agrees with TRL",
    "total 2.5 s",
    "42 passed, 0 failed",
  ]);
  expect(passed).toBe(true);
});

test("a failure is shown in full; what needs the stage is not run and counts as failed, the rest goes on", async () => {
  const { lines, passed } = await linesOf([
    { name: "build", run: async () => ({ passed: 0, failed: 1, skipped: [], output: "no such file\n" }) },
    { name: "exports", needs: ["build"], run: async () => fine },
    { name: "lint", run: async () => fine },
    {
      name: "last",
      run: async () => {
        throw new Error("out of disk");
      },
    },
  ]);
  const text = lines.join("\n");
  expect(text).toContain("no such file");
  expect(text).toContain("not run: it needs build, which failed");
  expect(text).toContain("Error: out of disk");
  expect(text).not.toContain("not shown");
  expect(lines.at(-1)).toBe("2 passed, 3 failed");
  expect(passed).toBe(false);
});
