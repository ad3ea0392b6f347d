import { join } from "node:path";
import { openDevice } from "@neftune/engine";
import { describe, expect, test } from "vitest";
import { AutoModelForCausalLM } from "../auto-model.ts";
import { isMissing, readGolden, sharedData } from "../fixtures/shared-data.ts";

const folder = "derived/models/gpt-nano-sort_hf";

interface Expected {
  input_ids: number[][];
  /** [row, position, word] */
  logits: number[][][];
}

describe.skipIf(isMissing(folder))("minGPT's sorter (gpt-nano-sort)", () => {
  test.each(["cpu", "tfjs"])("its logits are PyTorch's, at every position that it has, on %s", async (deviceName) => {
    const expected = readGolden<Expected>(`${folder}/expected_logits.json`);
    await using device = await openDevice(deviceName);
    const model = await AutoModelForCausalLM.fromPretrained(join(sharedData, folder), { device });
    expect(expected.input_ids[0]).toHaveLength(model.architecture.maxPositions);
    for (const [row, logits] of (await model.logits(expected.input_ids)).entries()) {
      const errors = expected.logits[row]!.flat().map((value, index) => Math.abs(value - logits[index]!));
      expect(Math.max(...errors)).toBeLessThan(1e-4);
    }
  });
});
