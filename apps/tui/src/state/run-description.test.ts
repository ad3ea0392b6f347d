import type { StartEvent } from "@neftune/trainer";
import { expect, test } from "vitest";
import { exampleRun } from "../fixtures/example-run.ts";
import { describeRun } from "./run-description.ts";

const start = exampleRun().next().value as StartEvent;

test.each([
  [{}, 1_234_567, "1.23 M parameters"],
  [{ use_peft: true, lora_r: 16 }, 4_884_480, "1.23 M parameters, 4.88 M trained (LoRA r 16)"],
  [{ use_peft: true, lora_r: 8, use_dora: true }, 9_000, "1.23 M parameters, 9 k trained (DoRA r 8)"],
  [{ use_peft: true, lora_r: 8, adapter_name_or_path: "a" }, 9_000, "1.23 M parameters, 9 k trained (LoRA)"],
])("with %j and %i trained it is %s", (config, trainableParameters, parameters) => {
  expect(describeRun({ ...start, trainableParameters, config: { ...start.config, ...config } }).parameters).toBe(
    parameters,
  );
});

test("packed rows are told with how full they are", () => {
  expect(describeRun(start).batch).toBe("batch 4 × 2");
  const packing = { strategy: "bfd", rows: 2093, efficiency: 0.99934 } as const;
  expect(describeRun({ ...start, packing }).batch).toBe("batch 4 × 2 of 2,093 packed rows (99.9 % full)");
});
