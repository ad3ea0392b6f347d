import { type HubServer, startHubServer } from "@neftune/hub/fixtures";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { expectRefused } from "./fixtures/refused.ts";
import { Workplace } from "./fixtures/workplace.ts";

const workplace = await Workplace.create();
let hub: HubServer;

beforeAll(async () => {
  const files = Object.fromEntries(workplace.names("model").map((name) => [name, workplace.bytes("model", name)]));
  const rows = workplace.read("rows.json");
  hub = await startHubServer({
    "org/tiny": { files: { ...files, "README.md": "a model" }, revisions: ["v1"] },
    "datasets/org/rows": { files: { "train.json": rows, "test.json": rows } },
  });
  vi.stubEnv("HF_ENDPOINT", hub.endpoint);
  vi.stubEnv("HF_HOME", workplace.at("hf"));
  vi.stubEnv("HF_TOKEN", "");
});
afterEach(() => {
  vi.stubEnv("HF_HUB_OFFLINE", "0");
  hub.fault = () => undefined;
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await hub[Symbol.asyncDispose]();
  await workplace[Symbol.asyncDispose]();
});

test("a name that is no folder is the hub's: downloaded with lines on standard error, and trained", async () => {
  hub.fault = (path, before) => (path.startsWith("/cdn/") && before === 0 ? { cutAfter: 1000 } : undefined);
  const { status, events, stderr } = await workplace.train({ model_name_or_path: "org/tiny", model_revision: "v1" });
  expect(stderr).toMatch(/\nmodel\.safetensors: http\S+ broke off: .*; trying again in 0\.5 s\n/);
  expect(stderr).toMatch(/\ndownloading org\/tiny, \d+ MB: 100 %\n$/);
  expect(status).toBe(0);
  expect(events[0]).toMatchObject({
    model: "org/tiny",
    config: { model_name_or_path: "org/tiny", model_revision: "v1" },
  });
  expect(workplace.names("out")).toContain("tokenizer.json");
  expect(hub.seen.filter(({ path }) => path.endsWith("README.md"))).toEqual([]);

  // The same weights as in the folder that the hub got them from.
  const local = await workplace.train({ output_dir: "local" });
  expect(local.events.at(-1)).toMatchObject({ trainLoss: (events.at(-1) as { trainLoss: number }).trainLoss });
});

test("offline it comes from the cache, and what is not there is refused", async () => {
  vi.stubEnv("HF_HUB_OFFLINE", "1");
  const before = hub.seen.length;
  const settings = { model_name_or_path: "org/tiny", model_revision: "v1", output_dir: "offline" };
  expect((await workplace.train(settings)).status).toBe(0);
  const other = await workplace.train({ model_name_or_path: "org/other", output_dir: "other" });
  expectRefused(
    other,
    /^neftune: org\/other is not in the cache \S+, and the hub may not be asked \(HF_HUB_OFFLINE\)\n$/,
  );
  expect(hub.seen.length).toBe(before);
});

test("a name that the hub does not know is refused in one line, and a revision too", async () => {
  const name = await workplace.train({ output_dir: "refused", model_name_or_path: "org/typo" });
  expectRefused(
    name,
    /^neftune: there is no folder org\/typo, and 127\.0\.0\.1:\d+ has no model org\/typo: check the name/,
  );
  const revision = await workplace.train({
    output_dir: "refused",
    model_name_or_path: "org/tiny",
    model_revision: "v9",
  });
  expectRefused(revision, "neftune: org/tiny has no revision v9");
  expect(workplace.has("refused")).toBe(false);
});

test("a data set's name is the hub's: its train split is trained on, and its test split tested on where it is named", async () => {
  const settings = { train_file: "null", dataset_name: "org/rows", dataset_test_split: "test" };
  const { status, events } = await workplace.train({ ...settings, output_dir: "rows" });
  expect(status).toBe(0);
  const { trainSamples } = events[0] as { trainSamples: number };
  expect(events[0]).toMatchObject({ testSamples: trainSamples, config: { dataset_name: "org/rows" } });
  const other = await workplace.train({ ...settings, dataset_train_split: "training", output_dir: "refused" });
  expectRefused(other, 'neftune: org/rows has no split "training"; it has test, train');
});
