import { expect, test } from "vitest";
import { CheckpointError } from "./checkpoint-error.ts";

test("a message is one line, whatever it quotes, and keeps its cause", () => {
  const cause = new Error("at:\n  {\n    x");
  const error = new CheckpointError(`config.json: ${cause.message}`, { cause });
  expect(error.message).toBe("config.json: at: { x");
  expect(error.cause).toBe(cause);
});

test("an error of another copy of the package is known, and others are not", () => {
  const foreign = Object.assign(new Error("of another copy"), { [Symbol.for("neftune.error.CheckpointError")]: true });
  expect(CheckpointError.isInstance(foreign)).toBe(true);
  expect(CheckpointError.isInstance(new CheckpointError("x"))).toBe(true);
  expect(CheckpointError.isInstance(new Error("x"))).toBe(false);
  expect(CheckpointError.isInstance({ [Symbol.for("neftune.error.CheckpointError")]: true })).toBe(false);
});
