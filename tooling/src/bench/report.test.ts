import { describe, expect, test } from "vitest";
import { isMet, type Measurement, ratioOf } from "./measurement.ts";
import { formatNumber, formatResult } from "./report.ts";

const speed: Measurement = {
  name: "rows/s",
  ours: 11.834,
  peer: { name: "TRL", value: 4 },
  target: { of: "ratio", bound: "at least", value: 2.5 },
};
const memory: Measurement = {
  name: "peak memory, MB",
  ours: 1240.4,
  peer: { name: "TRL", value: 2400 },
  target: { of: "ratio", bound: "at most", value: 0.4 },
};

describe("a target", () => {
  test("bounds the ratio or our own figure, from below or from above", () => {
    expect([isMet(speed), isMet(memory)]).toEqual([true, false]);
    expect(isMet({ ...speed, target: { of: "ours", bound: "at most", value: 11 } })).toBe(false);
  });

  test("on a ratio says nothing without a peer, one on our figure does", () => {
    const alone = { ...speed, peer: null };
    for (const measurement of [alone, { ...speed, peer: { name: "TRL", value: null } }]) {
      expect(ratioOf(measurement)).toBeNull();
      expect(isMet(measurement)).toBeNull();
    }
    expect(isMet({ ...alone, target: { of: "ours", bound: "at most", value: 12 } })).toBe(true);
  });
});

test("figures stand in columns, each with what it was to reach", () => {
  const notes = ["first step after 0.4 s"];
  const alone = { name: "update, ms", ours: 51, peer: null, target: null };
  const absent = { ...speed, peer: { name: "JAX", value: null } };
  const failures = ["webgpu: no memory"];
  expect(formatResult("rows", { measurements: [speed, memory, absent, alone], notes, failures })).toEqual([
    "rows",
    "                    ours   peer       ratio  target",
    "  rows/s            11.8      4  TRL   2.96  ratio ≥ 2.5  met",
    "  peak memory, MB  1,240  2,400  TRL   0.52  ratio ≤ 0.4  NOT met",
    "  rows/s            11.8      –  JAX      –  ratio ≥ 2.5  no peer to compare with",
    "  update, ms          51      –           –",
    "  first step after 0.4 s",
    "  FAILED: webgpu: no memory",
  ]);
});

test("numbers have the digits that a measurement is good for", () => {
  expect([0.03456, 2.999, 99.95, 1234.5, -0.5].map(formatNumber)).toEqual(["0.0346", "3", "100", "1,235", "-0.5"]);
});
