import { execFile } from "node:child_process";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, describe, expect, test } from "vitest";
import { neftuneEntry, type Settings, signalGroup } from "./fixtures/neftune.ts";
import { expectRefused } from "./fixtures/refused.ts";
import { Workplace } from "./fixtures/workplace.ts";

const workplace = await Workplace.create();
afterAll(() => workplace[Symbol.asyncDispose]());

/** A run that lasts until it is stopped. */
const endless: Settings = { max_steps: 100_000, save_strategy: "no", logging_steps: 1 };

const lockOf = (folder: string) => JSON.parse(workplace.read(folder, "run.lock")) as { pid: number };

test("Ctrl-C stops after the step, writes a checkpoint, tells the end, and the run can go on from there", async () => {
  const settings = { ...endless, max_steps: 60, neftune_noise_alpha: 5, per_device_train_batch_size: 8 };
  const running = workplace.startTraining({ ...settings, output_dir: "stopped" });
  await running.says('"event":"log","step":3,');
  signalGroup(running.process, "SIGINT");
  const { status, events, stderr } = await running.ended;
  expect(status).toBe(130);
  expect(stderr).toBe("neftune: stopping after this step, writing a checkpoint … (Ctrl-C again ends at once)\n");
  const [checkpoint, end] = events.slice(-2);
  const step = (end as { step: number }).step;
  expect(step).toBeGreaterThanOrEqual(3);
  expect(checkpoint).toEqual({ event: "checkpoint", step, path: `stopped/checkpoint-${step}` });
  expect(end).toMatchObject({ event: "end", runDir: "stopped" });
  expect(workplace.names("stopped")).toEqual([`checkpoint-${step}`, "events.jsonl", "recipe.yaml"]);

  const goesOn = await workplace.train({ ...settings, output_dir: "stopped", resume_from_checkpoint: true });
  expect(goesOn.status).toBe(0);
  await workplace.train({ ...settings, output_dir: "whole" });
  const [stopped, whole] = ["stopped", "whole"].map((folder) => workplace.bytes(folder, "model.safetensors"));
  expect(stopped!.equals(whole!)).toBe(true);
});

test.each([150, 500, 800])("Ctrl-C %i ms after the command leaves a whole run folder or none", async (time) => {
  const folder = `early-${time}`;
  const running = workplace.startTraining({ ...endless, output_dir: folder });
  await wait(time);
  signalGroup(running.process, "SIGINT");
  const { status, events } = await running.ended;
  expect(status).toBe(130);
  // How far the run has come by then is the machine's affair.
  if (events.length === 0) expect(workplace.has(folder)).toBe(false);
  else {
    const steps = events.flatMap((event) => (event.event === "end" && event.step ? [`checkpoint-${event.step}`] : []));
    expect(workplace.names(folder)).toEqual([...steps, "events.jsonl", "recipe.yaml"]);
  }
});

test.skipIf(process.platform === "win32")("a second Ctrl-C ends at once a step that takes long", async () => {
  const running = workplace.startTraining({ ...endless, output_dir: "stuck" });
  await running.says('"event":"log","step":2,');
  // A process that stands still answers no stop.
  process.kill(lockOf("stuck").pid, "SIGSTOP");
  running.process.kill("SIGINT");
  await wait(600);
  const asked = performance.now();
  running.process.kill("SIGINT");
  expect((await running.ended).status).toBe(130);
  expect(performance.now() - asked).toBeLessThan(5000);
});

describe("output_dir", () => {
  test("in use by a living run is refused; that of a run that was killed is taken over", async () => {
    const running = workplace.startTraining({ ...endless, output_dir: "used" });
    await running.says('"event":"log","step":1,');
    const { pid } = lockOf("used");
    const refused = await workplace.train({ output_dir: "used" });
    expectRefused(refused, `output_dir used is in use by the run of process ${pid}: wait for it or name another`);
    signalGroup(running.process, "SIGKILL");
    const { events } = await running.ended;
    expect(events.length).toBeGreaterThan(1);

    const next = await workplace.train({ output_dir: "used" });
    expect({ status: next.status, stderr: next.stderr }).toEqual({ status: 0, stderr: "" });
    expect(workplace.read("used", "events.jsonl")).toBe(next.stdout);
    expect(workplace.has("used", "run.lock")).toBe(false);
  });

  test.skipIf(process.platform !== "linux")(
    "of a dead run whose number another process has got is taken over",
    async () => {
      workplace.write("reused/run.lock", { pid: process.pid, started: "before this process" });
      expect((await workplace.train({ output_dir: "reused" })).status).toBe(0);
    },
  );

  test.each(["", "7", "{", "\u0000"])("with the lock file %j, of a run that died as it wrote it", async (text) => {
    workplace.write("torn/run.lock", text);
    expect((await workplace.train({ output_dir: "torn", max_steps: 1 })).status).toBe(0);
  });
});

test.skipIf(process.platform === "win32")(
  "a reader that has seen enough, as in | head -1, ends the run quietly",
  async () => {
    const flags =
      "--model_name_or_path model --train_file rows.json --output_dir head --max_steps 100000 --logging_steps 1";
    const command = `"$0" "$1" train --json ${flags} | head -1`;
    const { stdout, stderr } = await new Promise<{ stdout: string; stderr: string }>((resolve) => {
      const shell = ["-c", command, process.execPath, neftuneEntry];
      execFile("sh", shell, { cwd: workplace.path }, (_, stdout, stderr) => resolve({ stdout, stderr }));
    });
    expect(stdout.trimEnd().split("\n")).toEqual([expect.stringMatching(/^{"event":"start"/)]);
    expect(stderr).toBe("");
    // Where the reader leaves before the first step is done, there is nothing to keep a checkpoint of.
    expect(workplace.names("head").join()).toMatch(/^(checkpoint-\d+,)?events\.jsonl,recipe\.yaml$/);
  },
);
