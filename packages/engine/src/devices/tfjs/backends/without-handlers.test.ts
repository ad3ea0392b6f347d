import { expect, test } from "vitest";
import { withoutHandlers } from "./without-handlers.ts";

test("takes Emscripten's handlers away, and leaves those that others set meanwhile", async () => {
  const own = () => {};
  const before = process.listeners("uncaughtException");
  const result = await withoutHandlers(async () => {
    process.on("uncaughtException", (error) => {
      // As Emscripten has it.
      if (error.name !== "ExitStatus") throw error;
    });
    process.on("uncaughtException", own);
    return "started";
  });
  expect(result).toBe("started");
  expect(process.listeners("uncaughtException")).toEqual([...before, own]);
  process.off("uncaughtException", own);
});
