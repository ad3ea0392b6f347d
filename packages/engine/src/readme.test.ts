import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { deviceNames } from "./devices/open-device.ts";
import { kernelFamilies } from "./trace/kernels/register.ts";

const folder = fileURLToPath(new URL("..", import.meta.url));
const readme = readFileSync(`${folder}/README.md`, "utf8");

/** Rows of the table under a heading, cells without their backquotes. */
function table(heading: string): string[][] {
  const section = readme.split(`\n## ${heading}\n`)[1]!.split("\n## ")[0]!;
  const rows = section.split("\n").filter((line) => line.startsWith("|"));
  return rows.slice(2).map((row) =>
    row
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll("`", "")),
  );
}

/** The example's losses before steps 1 and 201, and that of the step after, worked out in float64 by hand. */
function expectedLosses(): number[] {
  const points = [
    [0, 0, 1],
    [0, 1, 1],
    [1, 0, 1],
    [1, 1, 1],
  ];
  const classes = [0, 1, 1, 0];
  const hidden = Array.from({ length: 24 }, (_, i) => Math.sin(i * i));
  const out = Array.from({ length: 16 }, (_, i) => Math.cos(i * i));
  const losses = Array.from({ length: 202 }, () => {
    const [dHidden, dOut] = [hidden.map(() => 0), out.map(() => 0)];
    let loss = 0;
    for (const [index, point] of points.entries()) {
      const units = Array.from({ length: 8 }, (_, j) =>
        Math.tanh(point.reduce((sum, value, i) => sum + value * hidden[i * 8 + j]!, 0)),
      );
      const logits = [0, 1].map((k) => units.reduce((sum, unit, j) => sum + unit * out[j * 2 + k]!, 0));
      const total = logits.reduce((sum, logit) => sum + Math.exp(logit), 0);
      loss += (Math.log(total) - logits[classes[index]!]!) / 4;
      const dLogits = logits.map((logit, k) => (Math.exp(logit) / total - Number(k === classes[index])) / 4);
      for (const [j, unit] of units.entries()) {
        let dUnit = 0;
        for (const [k, dLogit] of dLogits.entries()) {
          dOut[j * 2 + k]! += unit * dLogit;
          dUnit += dLogit * out[j * 2 + k]!;
        }
        for (const [i, value] of point.entries()) dHidden[i * 8 + j]! += value * dUnit * (1 - unit * unit);
      }
    }
    for (const [i, gradient] of dHidden.entries()) hidden[i]! -= 0.5 * gradient;
    for (const [i, gradient] of dOut.entries()) out[i]! -= 0.5 * gradient;
    return loss;
  });
  return [losses[0]!, losses[200]!, losses[201]!];
}

test("the README's example runs, and its losses are those worked out by hand", async () => {
  const temporary = await mkdtemp(join(tmpdir(), "neftune-"));
  try {
    const example = /```ts\n([\s\S]*?)```/
      .exec(readme)![1]!
      .replaceAll('"step.onnx"', JSON.stringify(join(temporary, "step.onnx")));
    const flags = ["--conditions=@neftune/source", "--input-type=module-typescript", "-"];
    const { status, stdout, stderr } = spawnSync(process.execPath, flags, {
      cwd: folder,
      input: example,
      encoding: "utf8",
    });
    expect(status, stderr).toBe(0);
    expect(stdout).toMatch(/^inputs .*bytes\n/);
    const losses = [...stdout.matchAll(/(\w+): loss ([\d.]+)/g)];
    expect(losses.map(([, when]) => when)).toEqual(["before", "after", "loaded"]);
    for (const [index, expected] of expectedLosses().entries()) {
      expect(Number(losses[index]![2])).toBeCloseTo(expected, 3);
    }
    // It has learnt what it was to learn.
    expect(Number(losses[1]![2])).toBeLessThan(0.1);
  } finally {
    await rm(temporary, { recursive: true });
  }
});

test("the README lists the devices in the order in which auto tries them", () => {
  expect(table("Devices").map(([name]) => name)).toEqual(deviceNames);
});

test("the README lists every kernel that can be compiled, and no other", () => {
  const listed = Object.fromEntries(table("Kernels").map(([family, kernels]) => [family, kernels!.split(", ")]));
  expect(listed).toEqual(
    Object.fromEntries(
      Object.entries(kernelFamilies).map(([family, kernels]) => [family, Object.keys(kernels).sort()]),
    ),
  );
});
