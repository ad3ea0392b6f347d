import type { Workspace } from "./workspace.ts";

/** What a stage found. Each check or test counts as one. */
export interface StageResult {
  readonly passed: number;
  readonly failed: number;
  /** What was left out, by name. */
  readonly skipped: readonly string[];
  /** What to show where something failed. */
  readonly output: string;
}

/** One part of the test command. */
export interface Stage {
  readonly name: string;
  /** Stages without which this one says nothing: it is not run when one of them failed. */
  readonly needs?: readonly string[];
  run(workspace: Workspace): Promise<StageResult>;
}

/** One thing that is right or wrong. */
export interface Check {
  readonly name: string;
  readonly passed: boolean;
  readonly output: string;
}

/** The result of a stage that consists of checks. */
export function resultOf(checks: readonly Check[], skipped: readonly string[] = []): StageResult {
  const failed = checks.filter((check) => !check.passed);
  return {
    passed: checks.length - failed.length,
    failed: failed.length,
    skipped,
    output: failed.map(({ name, output }) => `${name}\n${output.trimEnd()}`).join("\n\n"),
  };
}
