import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { RequestError } from "../errors/request-error.ts";
import { type ServeTrainingOptions, serveTraining } from "./serve-training.ts";

/** Serves one request to `run`; what it writes is in `messages` when it is done. */
async function serve(run: ServeTrainingOptions["run"], input = new PassThrough()) {
  const output = new PassThrough();
  const orphaned: true[] = [];
  if (input.readableLength === 0) input.write('{"train_file":"rows.json"}\n');
  const status = await serveTraining({ input, output, run, onOrphaned: () => orphaned.push(true) });
  output.end();
  const lines = (await text(output)).trimEnd().split("\n");
  return { status, orphaned, messages: lines.filter((line) => line !== "").map((line) => JSON.parse(line)) };
}

test("the request goes in, events come out in order, and the status is 0", async () => {
  const { status, messages, orphaned } = await serve(async (request, { emit }) => {
    expect(request.train_file).toBe("rows.json");
    emit({ event: "warning", message: "one" });
    emit({ event: "warning", message: "two" });
  });
  expect(status).toBe(0);
  expect(messages.map(({ event }) => event.message)).toEqual(["one", "two"]);
  expect(orphaned).toEqual([]);
});

test("a stop aborts the signal and ends in 130, also one that comes before the run has begun", async () => {
  const input = new PassThrough();
  input.write('{}\n{"type":"stop"}\n');
  const { status } = await serve(async (_, { signal }) => await aborted(signal), input);
  expect(status).toBe(130);
});

test("a run that throws the signal's reason was interrupted too", async () => {
  const input = new PassThrough();
  input.write("{}\n");
  const run = serve(async (_, { signal }) => {
    await aborted(signal);
    signal.throwIfAborted();
  }, input);
  setTimeout(() => input.write('{"type":"stop"}\n'), 20);
  expect(await run).toMatchObject({ status: 130, messages: [] });
});

test("a wrong request is one line and status 2", async () => {
  const { status, messages } = await serve(async () => {
    throw new RequestError("rows.json, line 3:\n  no instruction");
  });
  expect(status).toBe(2);
  expect(messages).toEqual([{ type: "error", status: 2, message: "rows.json, line 3: no instruction" }]);
});

test("anything else is status 1 with the stacks of the error and its causes", async () => {
  const { status, messages } = await serve(async () => {
    throw new Error("device lost", { cause: new Error("out of memory") });
  });
  expect(status).toBe(1);
  expect(messages).toMatchObject([{ type: "error", status: 1, message: "device lost" }]);
  expect(messages[0].detail).toMatch(/Error: device lost\n[\s\S]*caused by Error: out of memory\n/);
});

test("an input that closes in the middle of the run means that nobody listens", async () => {
  const input = new PassThrough();
  input.end("{}\n");
  const { orphaned } = await serve(() => new Promise((resolve) => setTimeout(resolve, 50)), input);
  expect(orphaned).toEqual([true]);
});

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}
