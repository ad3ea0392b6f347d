import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { temporaryFolder } from "@neftune/models/fixtures";
import type { TrainerEvent } from "@neftune/trainer";
import { expect, test } from "vitest";
import { EventLog, eventsUntil } from "./event-log.ts";

const lines = (...objects: object[]) => objects.map((object) => `${JSON.stringify(object)}\n`).join("");

const start = { event: "start" };
const log = (step: number) => ({ event: "log", step });

test("what a dead run told of steps after the checkpoint goes, since it will be told again", () => {
  const told = [start, log(1), { event: "warning", message: "a" }, log(2), { event: "checkpoint", step: 2 }];
  expect(eventsUntil(lines(...told, log(3), { event: "warning", message: "b" }, log(4)), 2)).toBe(lines(...told));
});

test("so does the end of a run that was stopped, and a line that it had no time to finish", () => {
  expect(eventsUntil(lines(start, log(1), { event: "end", step: 1 }), 1)).toBe(lines(start, log(1)));
  expect(eventsUntil(`${lines(start, log(1))}{"event":"lo`, 9)).toBe(lines(start, log(1)));
  expect(eventsUntil(`${lines(start)}\0\0\0\n`, 9)).toBe(lines(start));
  expect(eventsUntil("", 9)).toBe("");
});

test("a run that goes on adds to the file, and one from the beginning starts it anew", async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "events.jsonl");
  const record = async (resumedStep: number, event: object) => {
    await using events = await EventLog.open(path, resumedStep);
    await events.record(event as TrainerEvent);
    return readFile(path, "utf8");
  };
  expect(await record(5, log(6))).toBe(lines(log(6)));
  await writeFile(path, lines(start, log(1), log(2)));
  expect(await record(1, log(2))).toBe(lines(start, log(1), log(2)));
  expect(await record(0, start)).toBe(lines(start));
});
