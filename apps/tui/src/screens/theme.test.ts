import { expect, test } from "vitest";
import { themeFor } from "./theme.ts";

test("NO_COLOR set to anything takes all colours away, set to nothing it does not", () => {
  expect(Object.values(themeFor({ NO_COLOR: "1" })).every((color) => color === undefined)).toBe(true);
  expect(themeFor({ NO_COLOR: "" }).train).toBeDefined();
  expect(themeFor({}).train).not.toBe(themeFor({}).test);
});
