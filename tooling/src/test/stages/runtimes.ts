import { join } from "node:path";
import { compareEvents, type PrintedEvent, parseEvents } from "../../runtimes/compare-events.ts";
import { readingProgram, trainingPrograms } from "../../runtimes/programs.ts";
import { findRuntimes } from "../../runtimes/runtimes.ts";
import { writeTinyInputs } from "../../runtimes/tiny-llama.ts";
import { type Check, resultOf, type Stage } from "../stage.ts";

/** Shortest run that has everything: its start, two evaluations, four steps, its end. */
const fewestEvents = 8;

/**
 * A short training, from a program and from the command, and files of rows of each kind, on Node.js, Bun and Deno: all must tell the
 * same.
 */
export const runtimes: Stage = {
  name: "runtimes",
  needs: ["build"],
  async run(workspace) {
    const folder = join(workspace.temporary, "runtimes");
    const runtimesHere = findRuntimes();
    const { found } = runtimesHere;
    const missing = runtimesHere.missing.map((name) => `${name}: it has no program for this platform`);
    const checks: Check[] = [];
    const inputs = await writeTinyInputs(folder);
    // Not before the build has made it.
    const { findOpenvino } = await import("@neftune/engine/setup");
    const { found: openvino, tried } = await findOpenvino(process.env);
    if (!openvino) missing.push(`the device openvino: it is not in ${tried.join(", ")}`);
    const devices = openvino ? ["cpu", "openvino"] : ["cpu"];
    const programs = devices.flatMap((device) => trainingPrograms(inputs, device));
    for (const program of [...programs, readingProgram]) {
      let reference: PrintedEvent[] | undefined;
      for (const { name, command } of found) {
        const output = join(folder, `${name}-${checks.length}`);
        const run = await workspace.run([...command, ...program.arguments(output)], { timeout: 120_000 });
        const events = parseEvents(run.stdout);
        reference ??= events;
        const faults = compareEvents(reference, events);
        if (events.length < fewestEvents) faults.push(`only ${events.length} events were printed`);
        const passed = run.status === 0 && faults.length === 0;
        const text = [`exit status ${run.status}`, ...faults, run.output].join("\n");
        checks.push({ name: `${program.name} on ${name}`, passed, output: text });
      }
    }
    return resultOf(checks, missing);
  },
};
