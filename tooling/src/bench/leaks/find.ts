import { readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { alpaca, type Example, findDuplicates, findLeaks, prepareDataset } from "@neftune/datasets";
import { createRandom } from "@neftune/models/fixtures";
import { bruteForceLeaks } from "./brute-force.ts";
import { prepareFile } from "./prepare-file.ts";

/*
 * node --conditions=@neftune/source tooling/src/bench/leaks/find.ts DATA
 *
 * What `findLeaks` and `findDuplicates` find in the files below DATA/instruct and DATA/derived, whether comparing all pairs finds
 * the same, and what it costs.
 */
const data = resolve(process.argv[2] ?? "../shared/data");
const files = [
  "instruct/alpaca/alpaca_random_9k.json",
  "instruct/alpaca/alpaca_en_demo.json",
  "instruct/alpaca/seed_tasks.jsonl",
  "derived/platypus/open_platypus_like_scibench_theoremqa.json",
  "instruct/evol/WizardLM_testset.jsonl",
  "instruct/evol/wizardlm_test_set.jsonl",
  "instruct/evol/h2o_wizardlm.9186.json",
  "instruct/sharegpt/dummy_conversation.json",
  "instruct/imdb/imdb_train_3000.jsonl",
  "instruct/oasst/en_100_message.jsonl",
  "instruct/llamafactory/glaive_toolcall_en_demo.json",
  "instruct/llamafactory/identity.json",
  "instruct/llamafactory/c4_demo.jsonl",
];

const sets = new Map<string, readonly Example[]>();
for (const file of files) {
  const examples = await prepareFile(join(data, file)).catch((error: Error) => error.message);
  if (typeof examples === "string") console.log(`${file}: left out: ${examples}`);
  else sets.set(relative("instruct", file), examples);
}
for (const [name, examples] of sets) {
  const { counts } = await findDuplicates(examples);
  console.log(`within ${name}: ${examples.length} rows, like an earlier one: ${JSON.stringify(counts)}`);
}
for (const [train, trainRows] of sets) {
  for (const [test, testRows] of sets) {
    if (train === test) continue;
    const { leaks, counts } = await findLeaks(trainRows, testRows);
    if (leaks.length > 0)
      console.log(`${test} in ${train}: ${leaks.length} of ${testRows.length}: ${JSON.stringify(counts)}`);
  }
}

const alpacaRows = JSON.parse(readFileSync(join(data, files[0]!), "utf8")) as Record<string, string>[];
const random = createRandom(1);
const below = (bound: number) => Math.floor(random() * bound);

/** The rows with 1 to 12 words of the answer replaced. */
const edited = alpacaRows.map((row) => {
  const words = row.output!.split(" ");
  for (let edit = 1 + below(12); edit > 0; edit--) words[below(words.length)] = `word${below(1e6)}`;
  return { ...row, output: words.join(" ") };
});
const originals = sets.values().next().value!;
const copies = await withFingerprints(edited);
for (const threshold of [0.5, 0.8]) {
  const expected = bruteForceLeaks(originals, copies, threshold);
  const { leaks } = await findLeaks(originals, copies, { threshold });
  const found = leaks.filter(({ kind }) => kind === "row" || kind === "near").map(({ test }) => test);
  const right = found.filter((test) => expected.has(test)).length;
  console.log(
    `Alpaca's ${copies.length} rows edited, threshold ${threshold}: comparing all pairs finds ${expected.size}, ` +
      `findLeaks ${found.length}, ${right} of them the same`,
  );
}

for (const count of [10_000, 100_000]) {
  const rows = await withFingerprints(
    Array.from({ length: count }, (_, index) => {
      const { instruction, input, output } = alpacaRows[index % alpacaRows.length]!;
      const shuffled = output!.split(" ").sort(() => random() - 0.5);
      return { instruction: `${instruction} ${index}`, input: input ?? "", output: shuffled.join(" ") };
    }),
  );
  const bytes = rows.reduce((sum, { fingerprint }) => sum + fingerprint!.byteLength, 0);
  const test = rows.filter((_, index) => index % 20 === 0);
  const train = rows.filter((_, index) => index % 20 !== 0);
  const leaks = await seconds(() => findLeaks(train, test));
  const duplicates = await seconds(() => findDuplicates(rows));
  console.log(
    `${count} generated rows: ${Math.round(bytes / count)} bytes a fingerprint; findLeaks with a test row in twenty ` +
      `${leaks} s, findDuplicates ${duplicates} s; ${Math.round(process.memoryUsage().rss / 1e6)} MB in all`,
  );
}

async function withFingerprints(rows: readonly unknown[]): Promise<readonly Example[]> {
  // No tokens are needed: the fingerprint is of the row.
  const tokenizer = { encode: () => [1, 2], decode: () => "", eosTokenId: 3, padTokenId: null };
  const options = { tokenizer, maxLength: null, completionOnlyLoss: false, fingerprints: true };
  return (await prepareDataset(alpaca(rows), options)).examples;
}

async function seconds(run: () => Promise<unknown>): Promise<string> {
  const began = performance.now();
  await run();
  return ((performance.now() - began) / 1000).toFixed(1);
}
