import { rmSync } from "node:fs";
import { runStages } from "./run-stages.ts";
import { build } from "./stages/build.ts";
import { dependencies } from "./stages/dependencies.ts";
import { exported } from "./stages/exports.ts";
import { install } from "./stages/install.ts";
import { lint } from "./stages/lint.ts";
import { runtimes } from "./stages/runtimes.ts";
import { typeCheck } from "./stages/type-check.ts";
import { vitest } from "./stages/vitest.ts";
import { Workspace } from "./workspace.ts";

const workspace = new Workspace();
process.on("exit", () => rmSync(workspace.temporary, { recursive: true, force: true }));
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130));

const stages = [typeCheck, lint, dependencies, build, exported, vitest, runtimes, install];

/** `pnpm test`, or `pnpm test <stage> …` for some of them. */
const wanted = process.argv.slice(2);
const unknown = wanted.find((name) => !stages.some((stage) => stage.name === name));
if (unknown !== undefined) {
  console.error(`no stage ${unknown}; there are ${stages.map(({ name }) => name).join(", ")}`);
  process.exit(2);
}
const passed = await runStages(
  stages.filter(({ name }) => wanted.length === 0 || wanted.includes(name)),
  workspace,
  { print: console.log, now: () => performance.now() },
);
process.exitCode = passed ? 0 : 1;
