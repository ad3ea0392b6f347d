import { readdirSync } from "node:fs";
import { join } from "node:path";
import { openDevice } from "@neftune/engine";
import { describe, expect, test } from "vitest";
import { AutoModelForCausalLM } from "../auto-model.ts";
import { isMissing, readGolden, sharedData } from "../fixtures/shared-data.ts";

interface Expected {
  /** The first of `promptLength` tokens are the prompt. */
  generate: { greedy: number[]; "repetition_penalty_1.2": number[] };
}

const promptLength = 5;

const names = isMissing("golden/architectures") ? [] : readdirSync(join(sharedData, "golden/architectures"));

describe.skipIf(isMissing("golden/architectures"))("greedy tokens of transformers (golden/architectures)", () => {
  test.each(names)("%s", async (name) => {
    const { generate } = readGolden<Expected>(`golden/architectures/${name}/expected.json`);
    await using device = await openDevice("cpu");
    const model = await AutoModelForCausalLM.fromPretrained(join(sharedData, "golden/architectures", name), { device });
    const continued = async (ids: number[], settings: object) => {
      const settled = { maxNewTokens: ids.length - promptLength, eosTokenId: [], ...settings };
      const [sequence] = await model.generate([ids.slice(0, promptLength)], settled).sequences();
      return [...sequence!.inputIds, ...sequence!.outputIds];
    };
    expect(await continued(generate.greedy, {})).toEqual(generate.greedy);
    const penalised = generate["repetition_penalty_1.2"];
    expect(await continued(penalised, { repetitionPenalty: 1.2 })).toEqual(penalised);
  });
});
