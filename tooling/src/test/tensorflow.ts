import { rmSync } from "node:fs";
import { runStages } from "./run-stages.ts";
import { tensorflow } from "./stages/vitest.ts";
import { Workspace } from "./workspace.ts";

/** `pnpm test:tensorflow`: the conformance suite on TensorFlow, which `neftune setup tensorflow` brings. */
const workspace = new Workspace();
process.on("exit", () => rmSync(workspace.temporary, { recursive: true, force: true }));
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130));

const passed = await runStages([tensorflow], workspace, { print: console.log, now: () => performance.now() });
process.exitCode = passed ? 0 : 1;
