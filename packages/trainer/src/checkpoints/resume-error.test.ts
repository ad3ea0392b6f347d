import { expect, test } from "vitest";
import { ResumeError } from "./resume-error.ts";

test("an error of another copy of the package is known, and others are not", () => {
  const foreign = Object.assign(new Error("of another copy"), { [Symbol.for("neftune.error.ResumeError")]: true });
  expect(ResumeError.isInstance(foreign)).toBe(true);
  expect(ResumeError.isInstance(new ResumeError("two\n  lines"))).toBe(true);
  expect(new ResumeError("two\n  lines").message).toBe("two lines");
  expect(ResumeError.isInstance(new Error("x"))).toBe(false);
});
