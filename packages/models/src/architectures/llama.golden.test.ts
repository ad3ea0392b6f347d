import { openDevice } from "@neftune/engine";
import { describe, expect, test } from "vitest";
import { AutoModelForCausalLM } from "../auto-model.ts";
import { isMissing, readGolden, stories260K } from "../fixtures/shared-data.ts";
import { raggedBatch } from "../ragged/ragged-batch.ts";

interface Logits {
  cases: { input_ids: number[]; nll: number[]; argmax: number[] }[];
}

const logitsPath = "derived/golden/stories260K_logits.public.json";

describe.skipIf(isMissing(logitsPath, "derived/models/stories260K_hf"))("stories260K", () => {
  test.each(["cpu", "tfjs"])("each token's loss is that of a float64 forward pass, on %s", async (deviceName) => {
    await using device = await openDevice(deviceName);
    const model = await AutoModelForCausalLM.fromPretrained(stories260K, { device });
    for (const { input_ids: inputIds, nll, argmax } of readGolden<Logits>(logitsPath).cases) {
      const losses = await model.losses(raggedBatch([{ inputIds, labels: inputIds }]));
      for (const [position, value] of nll.entries()) expect(Math.abs(losses.nll[position]! - value)).toBeLessThan(5e-5);
      const isFirst = argmax.slice(0, -1).map((id, position) => Number(id === inputIds[position + 1]));
      expect([...losses.correct]).toEqual(isFirst);
    }
  });
});
