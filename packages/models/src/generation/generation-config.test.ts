import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";
import { generationConfig, newTokenLimit, newTokenMinimum } from "./generation-config.ts";
import { readGenerationConfig } from "./generation-config-file.ts";

test("lengths count as transformers counts them", () => {
  expect(newTokenLimit(generationConfig({}), 7)).toBe(20);
  expect(newTokenLimit(generationConfig({ maxLength: 30 }), 7)).toBe(23);
  expect(newTokenLimit(generationConfig({ maxLength: 30, maxNewTokens: 5 }), 7)).toBe(5);
  expect(newTokenLimit(generationConfig({ maxLength: 30 }), 40)).toBe(0);
  expect(newTokenMinimum(generationConfig({ minLength: 10 }), 7)).toBe(3);
  expect(newTokenMinimum(generationConfig({ minLength: 10, minNewTokens: 1 }), 7)).toBe(1);
});

test.each([
  [{ temperature: 0 }, "temperature is 0, a number above 0 is wanted"],
  [{ topP: 1.5 }, "topP is 1.5, a number from 0 to 1 is wanted"],
  [{ maxNewTokens: 0 }, "maxNewTokens is 0, a count above 0 is wanted"],
  [{ stopStrings: [""] }, 'stopStrings is [""], texts that are not empty is wanted'],
])("%j is refused", (settings, message) => {
  expect(() => generationConfig(settings)).toThrow(message);
});

test("a name that is not known is refused", () => {
  expect(() => generationConfig({ numBeams: 4 } as object)).toThrow("numBeams is no setting of generation");
});

test("a folder's generation_config.json counts, and config.json for the end tokens it does not name", async () => {
  await using folder = await temporaryFolder();
  const write = (json: object) => writeFile(join(folder.path, "generation_config.json"), JSON.stringify(json));

  expect((await readGenerationConfig(folder.path, { eos_token_id: 2 })).eosTokenId).toEqual([2]);

  await write({ eos_token_id: [128001, 128009], do_sample: true, temperature: 0.6, top_p: 0.9, num_beams: 1 });
  expect(await readGenerationConfig(folder.path, { eos_token_id: 2 })).toMatchObject({
    ...{ eosTokenId: [128001, 128009], doSample: true, temperature: 0.6, topP: 0.9, topK: 50 },
  });

  await write({ bos_token_id: 1, temperature: null });
  expect(await readGenerationConfig(folder.path, { eos_token_id: [5, 6] })).toMatchObject({
    ...{ eosTokenId: [5, 6], temperature: 1 },
  });
  expect((await readGenerationConfig(folder.path, {})).eosTokenId).toEqual([]);

  await write({ top_k: -1 });
  await expect(readGenerationConfig(folder.path, {})).rejects.toThrow(
    /generation_config\.json: top_k: topK is -1, a count is wanted/,
  );
});
