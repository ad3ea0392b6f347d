import { afterAll, expect, test } from "vitest";
import { logs, Workplace } from "./fixtures/workplace.ts";

const workplace = await Workplace.create();
afterAll(() => workplace[Symbol.asyncDispose]());

test("rows are packed under packing, and the start tells how full they are", async () => {
  const { status, events } = await workplace.train({
    packing: true,
    max_length: 64,
    max_steps: 2,
    output_dir: "packed",
  });
  expect(status).toBe(0);
  expect(events[0]).toMatchObject({
    trainSamples: 24,
    packing: { strategy: "bfd", rows: expect.any(Number), efficiency: expect.any(Number) },
    config: { packing: true, packing_strategy: "bfd", eval_packing: null },
  });
  const [plain] = (await workplace.train({ max_steps: 1, output_dir: "plain" })).events;
  expect(plain).not.toHaveProperty("packing");
});

test("files with weights are sets of their own formats, drawn by weight", async () => {
  const { status, events, stderr } = await workplace.train({
    train_file: "rows.json,instructions.json",
    train_weights: "1,3",
    train_stopping_strategy: "all_exhausted",
    max_steps: 2,
    output_dir: "mixed",
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  // 24 rows of the rarer set and about three times as many of the other.
  expect((events[0] as { trainSamples: number }).trainSamples).toBeGreaterThan(60);
  expect(logs(events)).toHaveLength(2);
});

test("weights for other than the files are refused", async () => {
  const { status, stderr } = await workplace.train({ train_weights: "1,2", output_dir: "refused" });
  expect(status).toBe(2);
  expect(stderr).toMatch(/train_weights has 2 for 1 in train_file; wanted one weight for each name in its list/);
  expect(workplace.has("refused")).toBe(false);
});

test("packing without max_length is refused", async () => {
  const { status, stderr } = await workplace.train({ packing: true, max_length: "null", output_dir: "refused" });
  expect(status).toBe(2);
  expect(stderr).toMatch(/max_length is null; packing needs it/);
});
