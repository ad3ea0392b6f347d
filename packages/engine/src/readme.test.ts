import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
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

/** The example's regression by hand: its loss before step 1 and before step 50. */
function expectedLosses(): [number, number] {
  const points = [
    [0, 1],
    [1, 2],
    [2, 1],
    [3, 0],
  ] as const;
  const w = [
    [0, 0],
    [0, 0],
  ] as [[number, number], [number, number]];
  const losses: number[] = [];
  for (let step = 1; step <= 50; step++) {
    const gradient = [
      [0, 0],
      [0, 0],
    ] as typeof w;
    let loss = 0;
    points.forEach((point, index) => {
      const logits = [0, 1].map((k) => point[0] * w[0][k]! + point[1] * w[1][k]!);
      const total = logits.reduce((sum, logit) => sum + Math.exp(logit), 0);
      const label = index < 2 ? 0 : 1;
      loss -= (logits[label]! - Math.log(total)) / points.length;
      for (const [axis, k] of [
        [0, 0],
        [0, 1],
        [1, 0],
        [1, 1],
      ] as const)
        gradient[axis][k] += ((Math.exp(logits[k]!) / total - (k === label ? 1 : 0)) * point[axis]) / points.length;
    });
    for (const [axis, k] of [
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ] as const)
      w[axis][k] -= 0.5 * gradient[axis][k];
    losses.push(loss);
  }
  return [losses[0]!, losses.at(-1)!];
}

test("the README's example runs, and its losses are those worked out by hand", () => {
  const example = /```ts\n([\s\S]*?)```/.exec(readme)?.[1];
  const flags = ["--conditions=@neftune/source", "--input-type=module-typescript", "-"];
  const { status, stdout, stderr } = spawnSync(process.execPath, flags, {
    cwd: folder,
    input: example,
    encoding: "utf8",
  });
  expect(status, stderr).toBe(0);
  const [first, last] = [...stdout.matchAll(/loss ([\d.]+)/g)].map((match) => Number(match[1]));
  const expected = expectedLosses();
  expect(first).toBeCloseTo(Math.LN2, 4);
  expect(first).toBeCloseTo(expected[0], 4);
  expect(last).toBeCloseTo(expected[1], 3);
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
