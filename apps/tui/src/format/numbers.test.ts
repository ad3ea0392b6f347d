import { expect, test } from "vitest";
import {
  formatCount,
  formatDuration,
  formatGap,
  formatLoss,
  formatMemory,
  formatParameters,
  formatScientific,
  formatShort,
} from "./numbers.ts";

test.each([
  [formatLoss, 1.23456, "1.235"],
  [formatGap, 0.222, "+0.222"],
  [formatGap, -0.222, "−0.222"],
  [formatScientific, 5e-5, "5.00e-5"],
  [formatScientific, 0, "0"],
  [formatShort, 0.1234, "0.123"],
  [formatShort, 1.234, "1.23"],
  [formatShort, 12.34, "12.3"],
  [formatShort, 1234.5, "1,235"],
  [formatShort, 0.00001, "1.0e-5"],
  [formatCount, 12345.4, "12,345"],
  [formatParameters, 260_032, "260 k"],
  [formatParameters, 15_191_712, "15.2 M"],
  [formatParameters, 7_000_000_000, "7 B"],
  [formatParameters, 12, "12"],
  [formatMemory, 645.3, "645 MB"],
  [formatMemory, 1204, "1.20 GB"],
  [formatDuration, 7.4, "0:07"],
  [formatDuration, 754, "12:34"],
  [formatDuration, 3723, "1:02:03"],
])("%o of %d is %s", (format, value, expected) => {
  expect(format(value)).toBe(expected);
});

test.each([
  formatLoss,
  formatGap,
  formatScientific,
  formatShort,
  formatCount,
  formatParameters,
  formatMemory,
  formatDuration,
])("%o shows a dash for what is not a number", (format) => {
  for (const value of [null, undefined, Number.NaN, Number.POSITIVE_INFINITY]) expect(format(value)).toBe("–");
});
