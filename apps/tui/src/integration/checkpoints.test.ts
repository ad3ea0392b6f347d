import { mkdirSync, truncateSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, describe, expect, test } from "vitest";
import { type Settings, signalGroup } from "./fixtures/neftune.ts";
import { expectRefused } from "./fixtures/refused.ts";
import { logs, Workplace, warnings, withoutMeasurements } from "./fixtures/workplace.ts";

const workplace = await Workplace.create();
afterAll(() => workplace[Symbol.asyncDispose]());

/** A run long enough to be stopped in the middle, with all that has a state. */
const long: Settings = {
  max_steps: 150,
  per_device_train_batch_size: 2,
  gradient_accumulation_steps: 2,
  neftune_noise_alpha: 5,
  lr_scheduler_type: "cosine",
  learning_rate: 1e-3,
  test_size: 4,
  logging_steps: 5,
  eval_strategy: "steps",
  eval_steps: 25,
  save_steps: 10,
  save_total_limit: 3,
};

const whole = await workplace.train({ ...long, output_dir: "whole" });
const weights = workplace.bytes("whole", "model.safetensors");

describe("checkpoints", () => {
  test("are written every save_steps, and the newest save_total_limit of them stay", () => {
    const told = whole.events.filter(({ event }) => event === "checkpoint");
    expect(told).toHaveLength(15);
    expect(told.at(-1)).toEqual({ event: "checkpoint", step: 150, path: "whole/checkpoint-150" });
    const kept = workplace.names("whole").filter((name) => name.startsWith("checkpoint"));
    expect(kept).toEqual(["checkpoint-130", "checkpoint-140", "checkpoint-150"]);
    expect(workplace.names("whole", "checkpoint-150")).toEqual(
      expect.arrayContaining(["config.json", "model.safetensors", "optimizer.safetensors", "trainer_state.json"]),
    );
  });

  test("named, are gone on from, into another folder too", async () => {
    const settings = { ...long, output_dir: "branch", resume_from_checkpoint: "whole/checkpoint-140" };
    const { status, events } = await workplace.train(settings);
    expect(status).toBe(0);
    expect(logs(events).map(({ step }) => step)).toEqual([145, 150]);
    expect(workplace.bytes("branch", "model.safetensors").equals(weights)).toBe(true);
  });

  test("that are not whole are passed over", async () => {
    truncateSync(workplace.at("whole", "checkpoint-150", "optimizer.safetensors"), 100);
    mkdirSync(workplace.at("whole", "checkpoint-160"));
    const { events } = await workplace.train({ ...long, output_dir: "whole", resume_from_checkpoint: true });
    expect(warnings(events)).toEqual([
      expect.stringMatching(/passed over: whole\/checkpoint-160 /),
      expect.stringMatching(/passed over: whole\/checkpoint-150\/optimizer\.safetensors is truncated/),
    ]);
    expect(logs(events)[0]!.step).toBe(145);
    expect(workplace.bytes("whole", "model.safetensors").equals(weights)).toBe(true);
  });

  test("that are named and not whole, or of another model, are refused", async () => {
    const refused = async (checkpoint: string) =>
      workplace.train({ ...long, output_dir: "refused", resume_from_checkpoint: checkpoint });
    expectRefused(
      await refused("whole/checkpoint-160"),
      /whole\/checkpoint-160 is no checkpoint of this trainer: ENOENT/,
    );
    truncateSync(workplace.at("whole", "checkpoint-140", "model.safetensors"), 5000);
    expectRefused(await refused("whole/checkpoint-140"), /checkpoint-140 is no checkpoint of this model: .* truncated/);
    expect(workplace.has("refused")).toBe(false);
  });
});

describe("a run that is killed and goes on", () => {
  test.each([1, 2, 3])("time %i: ends in the bytes and the events of one that never stopped", async (time) => {
    const output_dir = `killed-${time}`;
    for (const step of [20 * time, 60 + 10 * time]) {
      const running = workplace.startTraining({ ...long, output_dir, resume_from_checkpoint: true });
      await running.says(`"event":"log","step":${step},`);
      // Somewhere in a step, an evaluation or a checkpoint.
      await wait(Math.random() * 40);
      signalGroup(running.process, "SIGKILL");
      expect(await running.ended).toMatchObject({ status: 137 });
    }
    const { status, stderr } = await workplace.train({ ...long, output_dir, resume_from_checkpoint: true });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(workplace.bytes(output_dir, "model.safetensors").equals(weights)).toBe(true);
    expect(workplace.names(output_dir).filter((name) => /part|lock/.test(name))).toEqual([]);

    // The story in events.jsonl is that of one run, which only starts several times.
    const story = (text: string) =>
      withoutMeasurements(
        text
          .trimEnd()
          .split("\n")
          .map((line) => JSON.parse(line)),
      ).filter((event) => "step" in event && !("path" in event));
    const told = workplace.read(output_dir, "events.jsonl");
    expect(story(told.replaceAll(output_dir, "whole"))).toEqual(story(whole.stdout));
  });
});
