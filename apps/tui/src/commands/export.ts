import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { openDevice } from "@neftune/engine";
import {
  AutoModelForCausalLM,
  type ExportFormat,
  type ExportResult,
  exportFormats,
  loadAdapter,
} from "@neftune/models";
import { downloadDisplay } from "../download/show-download.ts";
import { throttleProgress } from "../download/throttle-progress.ts";
import { RequestError } from "../errors/request-error.ts";
import { byteSize } from "../options/byte-size.ts";
import { exportKeys } from "../options/export-keys.ts";
import { keysHelp } from "../options/help-text.ts";
import { parseArguments } from "../options/parse-arguments.ts";
import { asRequested } from "../run/request-mistakes.ts";
import { ExitStatus } from "../training/protocol.ts";
import type { Command, CommandContext } from "./command.ts";

export const exportCommand: Command = {
  name: "export",
  usage: [
    `neftune export --format ${exportFormats.map(({ name }) => name).join("|")} --model_name_or_path FOLDER -o OUT`,
  ],
  summary: "Write a model in a format that other programs read",
  run: runExport,
};

interface ExportRequest {
  model: string;
  revision: string;
  /** null: none. */
  adapter: string | null;
  format: ExportFormat;
  output: string;
  dtype: string;
  maxShardSize: number;
}

async function runExport(args: readonly string[], context: CommandContext): Promise<number> {
  const { stdout, stderr } = context;
  const long = args.map((argument) => (argument === "-o" ? "--output_dir" : argument));
  const { words, flags, help } = parseArguments(long, exportKeys);
  if (help) {
    stdout.write(exportHelp(stdout.columns ?? 80));
    return ExitStatus.done;
  }
  if (words.length > 0) throw new RequestError(`export takes no word, and ${words[0]} is one`);
  const request = await exportRequest(flags);
  const { files, differences } = await asRequested(() => writeModel(request, context));
  for (const difference of differences) stderr.write(`neftune: ${difference}\n`);
  if ("log_format" in flags) {
    const { format, dtype, output } = request;
    stdout.write(`${JSON.stringify({ format: format.name, dtype, outputDir: output, files, differences })}\n`);
  } else for (const file of files) stdout.write(`wrote ${file}\n`);
  return ExitStatus.done;
}

/** @throws RequestError when something is missing, or does not go together */
async function exportRequest(flags: Readonly<Record<string, unknown>>): Promise<ExportRequest> {
  const required = (key: string, wanted: string) => {
    if (typeof flags[key] === "string") return flags[key];
    throw new RequestError(`--${key} is missing: ${wanted}`);
  };
  const names = exportFormats
    .map(({ name }) => name)
    .join(", ")
    .replace(/, (?=[^,]*$)/, " or ");
  const format = exportFormats.find(({ name }) => name === required("format", `${names} is wanted`))!;
  const model = required("model_name_or_path", "the path of a model's folder is wanted");
  const output = required("output_dir", "the path of a folder is wanted");
  const dtype = (flags.dtype as string | undefined | null) ?? format.dtypes[0];
  if (!format.dtypes.includes(dtype))
    throw new RequestError(`--dtype ${dtype} is none of ${format.name}'s, which are ${format.dtypes.join(", ")}`);
  if (resolve(output) === resolve(model))
    throw new RequestError(`--output_dir is the model's own folder, ${output}; another one is wanted`);
  const isFolder = (await stat(output).catch(() => null))?.isDirectory() ?? true;
  if (!isFolder && format.name === "safetensors")
    throw new RequestError(`--output_dir ${output} is a file; a folder is wanted`);
  const maxShardSize = byteSize(String(flags.max_shard_size ?? exportKeys.maxShardSize.default), "--max_shard_size");
  const revision = String(flags.model_revision ?? exportKeys.modelRevision.default);
  const adapter = (flags.adapter_name_or_path as string | undefined) ?? null;
  return { model, revision, adapter, format, output, dtype, maxShardSize };
}

async function writeModel(request: ExportRequest, { stderr, now }: CommandContext): Promise<ExportResult> {
  const { model, revision, adapter, format, output, dtype, maxShardSize } = request;
  const display = downloadDisplay(stderr, now);
  // Nothing is computed: the weights only have to be somewhere.
  await using device = await openDevice("cpu");
  try {
    const onProgress = throttleProgress(display.show, now);
    const loaded = await AutoModelForCausalLM.fromPretrained(model, { device, revision, onProgress });
    display.clear();
    if (adapter !== null) {
      await loadAdapter(loaded, adapter);
      await loaded.merge();
    }
    return await format.write(loaded, output, { dtype, maxShardSize });
  } finally {
    display.clear();
  }
}

function exportHelp(columns: number): string {
  return [
    `${exportCommand.summary}.`,
    "",
    ...exportCommand.usage.map((line) => `  ${line}`),
    "",
    "  --json   one JSON object: format, dtype, outputDir, files, differences",
    "  --help   this page",
    "",
    keysHelp([{ title: "Keys", keys: exportKeys }], columns),
    "",
  ].join("\n");
}
