import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type DatasetFormat, datasetSource, type PrepareOptions, prepareDataset } from "@neftune/datasets";
import { AutoTokenizer } from "@neftune/models";
import { BenchError } from "../bench/bench-error.ts";
import { findPython } from "../bench/find-python.ts";
import { runProgram } from "../bench/run-program.ts";
import { type LabelRow, labelRows } from "./label-cases.ts";

/**
 * `node -C @neftune/source tooling/src/interop/labels.ts [ROWS]`: tokens and labels of real rows with real tokenizers, here and by TRL's
 * SFTTrainer. PEER_PYTHON names a Python with PyTorch, transformers and TRL. Ends with status 1 where any differ.
 */
const root = fileURLToPath(new URL("../../../", import.meta.url));
const data = join(root, "../shared/data");
const tokenizers = { "SmolLM2-135M-Instruct": "models/smollm2-135m-instruct", "Qwen2.5": "tokenizers/qwen2_5" };
const withMarks =
  "{% for message in messages %}<|im_start|>{{ message.role }}\n{% if message.role == 'assistant' %}" +
  "{% generation %}{{ message.content }}<|im_end|>{% endgeneration %}{% else %}{{ message.content }}<|im_end|>{% endif %}\n" +
  "{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}";

interface LabelCase {
  readonly name: string;
  readonly tokenizer: string;
  readonly rows: readonly LabelRow[];
  readonly config: { readonly assistant_only_loss?: boolean; readonly completion_only_loss?: boolean };
  readonly template?: string;
  /**
   * Also with the tokenizer's own template, in which the turns are searched, where TRL takes one with marks instead. Theirs surround
   * the line breaks after a turn's header and after its end mark too, which ours leave out: that difference is allowed.
   */
  readonly search?: boolean;
}

interface PeerResult {
  readonly rows: readonly { readonly input_ids: readonly number[]; readonly labels: readonly number[] }[];
  readonly chat_template: string | null;
}

const answersOnly = { assistant_only_loss: true };
const cases = Object.entries(tokenizers).flatMap(([title, tokenizer]): LabelCase[] =>
  labelRows(data, Number(process.argv[2] ?? 200)).flatMap(({ kind, rows }): LabelCase[] => {
    const of = { tokenizer: join(data, tokenizer), rows };
    const name = `${title}, ${kind}`;
    const knows = title === "Qwen2.5";
    if (kind === "tools") return knows ? [{ ...of, name, config: answersOnly, search: true }] : [];
    const marked = { ...of, name: `${name}, answers by marks`, config: answersOnly, template: withMarks };
    return [
      { ...of, name, config: {} },
      { ...of, name: `${name}, all tokens`, config: { completion_only_loss: false } },
      ...(kind === "completion" ? [] : [marked]),
      ...(kind !== "completion" && knows
        ? [{ ...of, name: `${name}, answers`, config: answersOnly, search: true }]
        : []),
    ];
  }),
);

const python = await findPython(process.env, root);
if (!python?.versions.trl) throw new BenchError("PEER_PYTHON names no Python with PyTorch, transformers and TRL");
const folder = mkdtempSync(join(tmpdir(), "neftune-labels-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
const job = cases.map(({ tokenizer, rows, config, template }) => ({
  ...{ tokenizer, config, chat_template: template },
  rows: rows.map(({ theirs }) => theirs),
}));
writeFileSync(join(folder, "cases.json"), JSON.stringify({ cases: job }));
const script = fileURLToPath(new URL("./peers/sft_labels.py", import.meta.url));
const command = [python.path, "-B", script, join(folder, "cases.json")] as const;
const { results } = await runProgram<{ results: PeerResult[] }>(command, { cwd: folder, env: process.env });

console.log(`TRL ${python.versions.trl}, transformers ${python.versions.transformers}`);
for (const [index, one] of cases.entries()) {
  const result = results[index]!;
  const assistantOnlyLoss = one.config.assistant_only_loss ?? null;
  const options = { assistantOnlyLoss, completionOnlyLoss: one.config.completion_only_loss ?? null };
  const theirs = one.template ?? (one.search ? result.chat_template : null);
  await report(one, result, "", { ...options, promptTemplate: theirs });
  if (one.search)
    await report(one, result, ", turns searched, but for line breaks after their headers and ends", options);
}

async function report(
  { name, tokenizer, rows }: LabelCase,
  { rows: wanted }: PeerResult,
  how: string,
  options: Partial<PrepareOptions>,
): Promise<void> {
  const format: DatasetFormat = {
    name: "samples",
    recognize: () => null,
    parse: ({ row }) => rows[row as number]!.ours,
  };
  const source = datasetSource(
    format,
    rows.map((_, row) => ({ row })),
  );
  const opened = await AutoTokenizer.fromPretrained(tokenizer);
  const { examples, dropped } = await prepareDataset(source, {
    tokenizer: opened,
    maxLength: null,
    onBadRow: "skip",
    ...options,
  });
  const [lineBreak, opening] = opened.encode("\n<|im_start|>", { addSpecialTokens: false });
  const isAllowed = ({ input_ids: ids }: PeerResult["rows"][number], index: number) =>
    how !== "" && ids[index] === lineBreak && (ids[index - 1] === opened.eosTokenId || ids[index - 2] === opening);
  const wantedLabels = wanted.map((row) => row.labels.map((label, index) => (isAllowed(row, index) ? -100 : label)));
  const same = examples.filter(
    ({ row, inputIds, labels }) =>
      inputIds.join() === wanted[row]!.input_ids.join() && labels.join() === wantedLabels[row]!.join(),
  );
  const tokens = wanted.reduce((sum, { input_ids }) => sum + input_ids.length, 0);
  console.log(`${name}${how}: ${same.length} of ${rows.length} rows, ${tokens} tokens, have TRL's tokens and labels`);
  if (same.length === rows.length) return;
  process.exitCode = 1;
  const row = rows.findIndex((_, index) => !same.some((example) => example.row === index));
  const found = examples.find((example) => example.row === row);
  const { input_ids } = wanted[row]!;
  const labels = wantedLabels[row]!;
  const at = input_ids.findIndex((id, i) => id !== found?.inputIds[i] || labels[i] !== found?.labels[i]);
  const shown = (ids: ArrayLike<number> | undefined) =>
    Array.from(ids ?? [])
      .slice(Math.max(0, at - 5), at + 8)
      .join(" ");
  console.log(`  row ${row}, token ${at}: ${dropped.find((drop) => drop.row === row)?.reason ?? ""}`);
  console.log(
    `  theirs ${shown(input_ids)} | ${shown(labels)}\n  ours   ${shown(found?.inputIds)} | ${shown(found?.labels)}`,
  );
}
