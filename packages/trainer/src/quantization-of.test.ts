import { describe, expect, test } from "vitest";
import { trainTiny } from "./fixtures/train-tiny.ts";
import { quantizationOf } from "./quantization-of.ts";
import { resolveSFTConfig, type SFTConfigInput } from "./sft-config.ts";
import { SFTConfigError } from "./sft-config-error.ts";

const quantization = { quantType: "nf4", nested: true } as const;
const lora: SFTConfigInput = { usePeft: true, loraTargetModules: "all-linear", loraDropout: 0, maxSteps: 20 };

test.each<[SFTConfigInput, ReturnType<typeof quantizationOf>]>([
  [{}, null],
  [{ loadIn4bit: true }, { quantType: "nf4", nested: false }],
  [
    { loadIn4bit: true, bnb4bitQuantType: "int4", useBnbNestedQuant: true },
    { quantType: "int4", nested: true },
  ],
])("%j loads %j", (args, expected) => {
  expect(quantizationOf(resolveSFTConfig(args))).toEqual(expected);
});

describe("a base in 4 bits", () => {
  test("is trained beside: the loss falls, and all parameters are counted", async () => {
    const { logs, events, warnings } = await trainTiny({ args: { ...lora, loadIn4bit: true }, quantization });
    expect(logs.at(-1)!.loss).toBeLessThan(logs[0]!.loss - 0.1);
    const full = await trainTiny({ args: { ...lora, maxSteps: 1 } });
    const counts = [events, full.events].map(([start]) => (start?.event === "start" ? start.parameters : null));
    expect(counts[0]).toBe(counts[1]);
    expect(warnings).toEqual(full.warnings);
  });

  test("cannot be trained itself", async () => {
    await expect(trainTiny({ args: { loadIn4bit: true }, quantization })).rejects.toThrow(SFTConfigError);
  });

  test("is one only if it was loaded so", async () => {
    const { warnings } = await trainTiny({ args: { ...lora, maxSteps: 1, loadIn4bit: true } });
    expect(warnings).toContain("load_in_4bit has no effect: the model was loaded in float32");
  });
});
