import { afterAll, describe, expect, test } from "vitest";
import { flags, usualSettings } from "./fixtures/neftune.ts";
import { Workplace } from "./fixtures/workplace.ts";

const workplace = await Workplace.create();
afterAll(() => workplace[Symbol.asyncDispose]());

test("off a terminal a run is told in lines, with the gap and the noise beside what is expected of it", async () => {
  const settings = {
    ...usualSettings,
    eval_file: "test.json",
    eval_strategy: "steps",
    eval_steps: 2,
    neftune_noise_alpha: 5,
  };
  const { status, stdout, stderr } = await workplace.command("train", ...flags(settings));
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  expect(stdout).toMatch(/^model model, /);
  expect(stdout).toMatch(/\nstep 4\/4 {2}training loss \d\.\d+ .* noise \d\.\d+ of 2\.887 expected/);
  expect(stdout).toMatch(/\nstep 4 {2}train loss \d\.\d+ {2}test loss \d\.\d+ {2}gap [+−-]?\d/);
  expect(stdout).toMatch(/\nmodel: out\n$/);
});

describe("the demo", () => {
  test("trains off a terminal, with any key as a flag", async () => {
    const few = { max_steps: 3, eval_steps: 3, eval_on_start: false, logging_steps: 1, train_eval_samples: 4 };
    const { status, events, stderr } = await workplace.command("train", "demo", "--json", ...flags(few));
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    const told = events.map(({ event }) => event);
    expect(told).toEqual(["start", "log", "log", "log", "evaluate", "end"]);
    expect(events[0]).toMatchObject({ runDir: "runs/demo" });
    expect(workplace.names("runs", "demo")).toContain("model.safetensors");
  });
});

describe("help", () => {
  test.each([[["train", "--help"]], [["--help"]], [[]]])("%j", async (args) => {
    const { status, stdout, stderr } = await workplace.command(...args);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toContain("neftune train demo");
  });
});
