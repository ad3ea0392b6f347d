import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { exampleRun } from "../fixtures/example-run.ts";
import { createInterrupter } from "../training/interrupter.ts";
import { screenOutput } from "./screen.ts";

const OPENS_SCREEN = "\u001b[?1049h";
const CLOSES_SCREEN = "\u001b[?1049l";
const ERASED = "\r\u001b[2K";

/** A terminal of 80 × 24 that keeps what is written to it. */
function fakeTerminal() {
  const written = { out: "", error: "" };
  const terminal = Object.assign(new PassThrough(), { isTTY: true, columns: 80, rows: 24 });
  terminal.on("data", (data) => {
    written.out += data;
  });
  const keyboard = Object.assign(new PassThrough(), { isTTY: true, setRawMode() {}, ref() {}, unref() {} });
  const stderr = new PassThrough();
  stderr.on("data", (data) => {
    written.error += data;
  });
  const output = screenOutput({
    stdin: keyboard as unknown as NodeJS.ReadStream,
    stdout: terminal as unknown as NodeJS.WriteStream,
    stderr: stderr as unknown as NodeJS.WriteStream,
    env: {},
    interrupter: createInterrupter({ stop() {}, kill() {}, now: () => 0 }),
    now: () => performance.now(),
  });
  return { output, written };
}

test("a run that is refused never opens the screen, and its line of waiting is gone", async () => {
  const { output, written } = fakeTerminal();
  expect(written.out).toMatch(/^loading .* …$/);
  await output.close({ status: 2, error: { message: "rows.json: there is no such file" } });
  expect(written.out).not.toContain(OPENS_SCREEN);
  expect(written.out.endsWith(ERASED)).toBe(true);
});

test("the first event opens it, and the end leaves the summary on the first screen", async () => {
  const { output, written } = fakeTerminal();
  for (const event of exampleRun({ totalSteps: 20, testRows: 64, neftuneNoiseAlpha: 5 })) output.onEvent(event);
  await expect.poll(() => written.out, { timeout: 60_000 }).toContain(OPENS_SCREEN);
  await output.close({ status: 0 });
  const [, after] = written.out.split(CLOSES_SCREEN);
  expect(after).toContain("20 of 20 steps");
  expect(written.error).toMatch(/^warning: /);
});

test("an interrupt before that is answered in the line", async () => {
  const { output, written } = fakeTerminal();
  output.onStopping();
  expect(written.out.endsWith(`${ERASED}stopping … (Ctrl-C again ends at once)`)).toBe(true);
  await output.close({ status: 130 });
  expect(written.out).not.toContain(OPENS_SCREEN);
});
