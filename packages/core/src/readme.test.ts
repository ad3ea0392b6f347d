import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const folder = fileURLToPath(new URL("..", import.meta.url));

test("the README's example runs and shows the noise it promises", () => {
  const example = /```ts\n([\s\S]*?)```/.exec(readFileSync(`${folder}/README.md`, "utf8"))?.[1];
  const flags = ["--conditions=@neftune/source", "--input-type=module-typescript", "-"];
  const { status, stdout, stderr } = spawnSync(process.execPath, flags, {
    cwd: folder,
    input: example,
    encoding: "utf8",
  });
  expect(status, stderr).toBe(0);
  const [, draws, norm, expected] = /^(\d+) draws, norm ([\d.]+), expected ([\d.]+)$/m.exec(stdout) ?? [];
  expect(draws).toBe("3");
  expect(expected).toBe("2.89");
  // Four tokens, 32 wide: a standard deviation is 4 %.
  expect(Math.abs(Number(norm) / Number(expected) - 1)).toBeLessThan(0.16);
});
