import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { runCommand } from "./fixtures/run-command.ts";

const train = ["train", "--model_name_or_path", "m", "--train_file", "rows.json", "--save_steps", "1"];

describe("off a terminal", () => {
  test("a run is told in lines, without control characters, and ends in the gap and a verdict", async () => {
    const command = runCommand(...train, "--max_steps", "60", "--neftune_noise_alpha", "5");
    expect(await command.ended).toMatchObject({ code: 0 });
    expect(command.stdout).toContain("step 40  train loss 1.532  test loss 1.695  gap +0.163");
    expect(command.stdout).toContain("verdict: overfitting");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there.
    expect(command.stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
    expect(command.stderr).toContain("warning: 3 rows are longer");
    expect(command.stdout).not.toContain("warning:");
  });

  test("--json writes one event a line and nothing else, also where a library prints", async () => {
    const command = runCommand(
      "train",
      "--json",
      "--model_name_or_path",
      "m",
      "--train_file",
      "chatty.json",
      "--max_steps",
      "20",
      "--save_steps",
      "1",
    );
    expect(await command.ended).toMatchObject({ code: 0 });
    const events = command.stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line).event);
    expect(events[0]).toBe("start");
    expect(events.at(-1)).toBe("end");
    expect(new Set(events)).toEqual(new Set(["start", "evaluate", "warning", "log", "end"]));
    expect(command.stderr).toContain("a library says hello");
  });
});

describe("a request that is wrong ends in status 2 and one line", () => {
  test.each([
    [["trian"], "neftune: unknown command trian; the nearest known command is train\n"],
    [["train"], "neftune: model_name_or_path is missing; wanted the folder of a model"],
    [
      [...train, "--learning_rat", "1"],
      "neftune: unknown flag --learning_rat; the nearest known flag is --learning_rate\n",
    ],
    [[...train, "--max_steps", "many"], 'neftune: --max_steps is "many"; wanted -1, or an integer from 1\n'],
    [["train", "missing.yaml"], "neftune: no such recipe: missing.yaml; wanted a YAML file, or demo\n"],
    [[...train, "--log_format", "tui"], "neftune: log_format is tui, but standard output is no terminal"],
    [
      ["train", "--model_name_or_path", "m", "--train_file", "bad-row.json"],
      "neftune: bad-row.json, line 3: no instruction\n",
    ],
  ])("%j", async (args, message) => {
    const command = runCommand(...args);
    expect(await command.ended).toMatchObject({ code: 2 });
    expect(command.stderr).toContain(message);
    expect(
      command.stderr
        .trimEnd()
        .split("\n")
        .filter((line) => line.startsWith("neftune:")),
    ).toHaveLength(1);
    expect(command.stdout).toBe("");
  });
});

describe("a failure ends in status 1", () => {
  test("with its stack and cause on standard error, the message last", async () => {
    const command = runCommand("train", "--model_name_or_path", "m", "--train_file", "fails.json");
    expect(await command.ended).toMatchObject({ code: 1 });
    expect(command.stderr).toContain("caused by Error: out of memory");
    expect(command.stderr.trimEnd().split("\n").at(-1)).toBe("neftune: the device is lost");
  });

  test("and a training process that dies is reported", async () => {
    const command = runCommand("train", "--model_name_or_path", "m", "--train_file", "dies.json");
    expect(await command.ended).toMatchObject({ code: 1 });
    expect(command.stderr).toContain("neftune: the training process was killed (SIGKILL)");
  });
});

describe("stopping", () => {
  test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
    "%s stops after the step, writes a checkpoint and exits 130",
    async (signal) => {
      const command = runCommand(...train, "--save_steps", "200");
      await command.says("step 5/200");
      command.process.kill(signal);
      expect(await command.ended).toEqual({ code: 130, signal: null });
      expect(command.stderr).toContain("stopping after this step, writing a checkpoint");
      expect(command.stdout).toMatch(/checkpoint runs\/example\/checkpoint-\d+\ninterrupted after \d+ of 200 steps/);
    },
  );

  test("two signals within a moment are one: a package manager may repeat what the terminal sends", async () => {
    const command = runCommand(...train, "--save_steps", "200");
    await command.says("step 5/200");
    command.process.kill("SIGINT");
    await wait(50);
    command.process.kill("SIGINT");
    expect(await command.ended).toMatchObject({ code: 130 });
    expect(command.stdout).toContain("checkpoint runs/example/checkpoint-");
  });

  test("a second Ctrl-C ends at once what does not stop", async () => {
    const command = runCommand("train", "--model_name_or_path", "m", "--train_file", "stuck.json");
    await command.says("step 0");
    command.process.kill("SIGINT");
    await wait(600);
    const asked = performance.now();
    command.process.kill("SIGINT");
    expect(await command.ended).toMatchObject({ code: 130 });
    expect(performance.now() - asked).toBeLessThan(2000);
  });

  test("a reader that goes away stops the run quietly", async () => {
    const command = runCommand(...train, "--json", "--save_steps", "20");
    await command.says("start");
    command.process.stdout!.destroy();
    expect(await command.ended).toMatchObject({ code: 130 });
    expect(command.stderr).not.toContain("EPIPE");
  });

  test("the training process does not outlive a command that is killed", async () => {
    const command = runCommand("train", "--model_name_or_path", "m", "--train_file", "stuck.json");
    await command.says("step 0");
    const pid = Number(/training in process (\d+)/.exec(command.stderr)?.[1]);
    expect(isRunning(pid)).toBe(true);
    command.process.kill("SIGKILL");
    await command.ended;
    await expect.poll(() => isRunning(pid), { timeout: 5000 }).toBe(false);
  });
});

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
