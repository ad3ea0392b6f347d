import { EventEmitter } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { RequestError } from "../errors/request-error.ts";
import type { SetupTarget } from "../setup/target.ts";
import { setupTargets } from "../setup/targets.ts";
import type { CommandContext } from "./command.ts";
import { parseSetup, setupCommand } from "./setup.ts";

const tensorflow: SetupTarget = { ...setupTargets[0]!, name: "tensorflow", switches: { gpu: "the one for GPUs" } };
const targets = [setupTargets[0]!, tensorflow];

test("a target and its switches are read", () => {
  const request = parseSetup(["tensorflow", "--gpu"], targets);
  expect(request).toEqual({ target: tensorflow, remove: false, switches: new Set(["gpu"]) });
  expect(parseSetup(["--remove", "openvino"], targets)).toMatchObject({ remove: true, switches: new Set() });
});

test.each([
  [[], "setup of what? known are openvino, tensorflow"],
  [["openvinno"], "unknown setup openvinno; known are openvino, tensorflow"],
  [["openvino", "tensorflow"], "one setup at a time: openvino is followed by tensorflow"],
  [["openvino", "--gpu"], "unknown flag --gpu; the nearest known flag is --help"],
  [["tensorflow", "--gpus"], "unknown flag --gpus; the nearest known flag is --gpu"],
  [["openvino", "-f"], "unknown flag -f;"],
])("%j is refused", (args, message) => {
  expect(() => parseSetup(args, targets)).toThrow(RequestError);
  expect(() => parseSetup(args, targets)).toThrow(message);
});

async function run(...args: string[]) {
  const home = await mkdtemp(join(tmpdir(), "neftune-setup-"));
  const written = { stdout: "", stderr: "" };
  const sink = (name: "stdout" | "stderr") => ({ write: (text: string) => (written[name] += text) });
  const context = {
    stdout: sink("stdout"),
    stderr: sink("stderr"),
    env: { NEFTUNE_HOME: home, NEFTUNE_PYTHON: "/no/python" },
    signals: new EventEmitter(),
  } as unknown as CommandContext;
  try {
    return { status: await setupCommand.run(args, context), ...written };
  } finally {
    await rm(home, { recursive: true });
  }
}

test("without Python's pip it fails, and says what to install", async () => {
  const { status, stdout, stderr } = await run("openvino");
  expect(status).toBe(1);
  expect(stdout).toBe("");
  expect(stderr).toBe(
    "neftune: openvino comes through Python's pip, and there is no /no/python: " +
      "install Python 3 with pip, or name one that has it in NEFTUNE_PYTHON\n",
  );
});

test("removing what is not there is no failure", async () => {
  expect(await run("openvino", "--remove")).toEqual({
    status: 0,
    stdout: "OpenVINO was not in the cache\n",
    stderr: "",
  });
});

test("help names every target", async () => {
  const { status, stdout } = await run("--help");
  expect(status).toBe(0);
  for (const { name } of setupTargets) expect(stdout).toContain(`neftune setup ${name} `);
});
