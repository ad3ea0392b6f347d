import type { Stage, StageResult } from "./stage.ts";
import type { Workspace } from "./workspace.ts";

export interface RunStagesOptions {
  /** Takes one line, or the output of a stage that failed. */
  print(text: string): void;
  /** Milliseconds of a clock. */
  now(): number;
}

/**
 * Runs the stages in order and prints a line for each; one that failed prints its output too, and the run goes on with those that do
 * not need it. The last line is `N passed, N failed`.
 *
 * @returns whether all is well
 */
export async function runStages(
  stages: readonly Stage[],
  workspace: Workspace,
  { print, now }: RunStagesOptions,
): Promise<boolean> {
  const width = Math.max(...stages.map(({ name }) => name.length));
  const began = now();
  const broken = new Set<string>();
  let passed = 0;
  let failed = 0;
  for (const stage of stages) {
    const started = now();
    const missing = stage.needs?.filter((name) => broken.has(name)) ?? [];
    const result = missing.length > 0 ? notRun(missing) : await stage.run(workspace).catch(crashed);
    passed += result.passed;
    failed += result.failed;
    if (result.failed > 0) broken.add(stage.name);
    print(describe(stage.name.padEnd(width), result, now() - started));
    for (const name of result.skipped) print(`      skipped: ${name}`);
    if (result.failed > 0) print(`${result.output.trimEnd()}\n`);
  }
  print(`total ${seconds(now() - began)}`);
  print(`${passed} passed, ${failed} failed`);
  return failed === 0;
}

function describe(name: string, { passed, failed, skipped }: StageResult, milliseconds: number): string {
  const counts = [`${passed} passed`];
  if (failed > 0) counts.push(`${failed} failed`);
  if (skipped.length > 0) counts.push(`${skipped.length} skipped`);
  return `${failed > 0 ? "FAIL" : "ok  "}  ${name}  ${seconds(milliseconds).padStart(7)}  ${counts.join(", ")}`;
}

function notRun(missing: readonly string[]): StageResult {
  return { passed: 0, failed: 1, skipped: [], output: `not run: it needs ${missing.join(", ")}, which failed` };
}

function crashed(error: unknown): StageResult {
  const output = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { passed: 0, failed: 1, skipped: [], output };
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}
