import { RequestError } from "../errors/request-error.ts";
import { readDemoRecipe } from "../options/demo.ts";
import { keysHelp } from "../options/help-text.ts";
import { parseArguments } from "../options/parse-arguments.ts";
import { readRecipe } from "../options/recipe.ts";
import { trainKeyGroups, trainKeys } from "../options/train-keys.ts";
import { type TrainingRequest, trainingRequest } from "../options/training-request.ts";
import { chooseFormat } from "../output/choose-format.ts";
import { jsonOutput } from "../output/json.ts";
import { plainOutput } from "../output/plain.ts";
import { screenOutput } from "../output/screen.ts";
import type { TrainingOutput } from "../output/training-output.ts";
import { createInterrupter, type Interrupter } from "../training/interrupter.ts";
import { startTraining, type TrainingProcess } from "../training/start-training.ts";
import { trainingEnvironment } from "../training/training-environment.ts";
import { watchStops } from "../training/watch-stops.ts";
import type { Command, CommandContext } from "./command.ts";

export const trainCommand: Command = {
  name: "train",
  usage: [
    "neftune train demo",
    "neftune train RECIPE.yaml",
    "neftune train --model_name_or_path MODEL --train_file FILE",
  ],
  summary: "Fine-tune a model; every key of a recipe is also a flag, and flags win",
  run: train,
};

async function train(args: readonly string[], context: CommandContext): Promise<number> {
  const { words, flags, help } = parseArguments(args, trainKeys);
  if (help) {
    context.stdout.write(trainHelp(context.stdout.columns ?? 80));
    return 0;
  }
  const request = trainingRequest({ ...(await readNamedRecipe(words, context)), ...flags });
  return await runTraining(request, context);
}

async function readNamedRecipe(
  words: readonly string[],
  { demoFolder }: CommandContext,
): Promise<Record<string, unknown>> {
  const [recipe, extra] = words;
  if (extra !== undefined) throw new RequestError(`one recipe at a time: ${recipe} is followed by ${extra}`);
  if (recipe === undefined) return {};
  return recipe === "demo" ? await readDemoRecipe(demoFolder, trainKeys) : await readRecipe(recipe, trainKeys);
}

async function runTraining(request: TrainingRequest, context: CommandContext): Promise<number> {
  const { env, now, stderr } = context;
  const format = chooseFormat(request.log_format, { stdoutIsTerminal: context.stdout.isTTY === true, env });
  let readerIsGone = false;
  const interrupter = createInterrupter({
    now,
    stop: () => {
      if (!readerIsGone) output.onStopping();
      training.stop();
    },
    kill: () => training.kill(),
  });
  const output = openOutput(format, context, interrupter);
  const training: TrainingProcess = startTraining(request, {
    entry: context.trainingProcess,
    env: trainingEnvironment(env),
    onEvent: output.onEvent,
    onDownload: output.onDownload,
    onDiagnostics: output.onDiagnostics,
  });
  context.stdout.once("error", () => {
    readerIsGone = true;
  });
  const unwatch = watchStops(context, interrupter);
  try {
    const outcome = await training.outcome;
    await output.close(outcome);
    if (outcome.error !== undefined) {
      if (outcome.error.detail !== undefined) stderr.write(`${outcome.error.detail}\n`);
      stderr.write(`neftune: ${outcome.error.message}\n`);
    }
    return outcome.status;
  } finally {
    unwatch();
  }
}

function openOutput(
  format: "tui" | "plain" | "json",
  context: CommandContext,
  interrupter: Interrupter,
): TrainingOutput {
  if (format === "json") return jsonOutput(context, context.now);
  if (format === "plain") return plainOutput(context, context.now);
  return screenOutput({ ...context, interrupter });
}

function trainHelp(columns: number): string {
  return [
    trainCommand.summary.concat("."),
    "",
    ...trainCommand.usage.map((line) => `  ${line}`),
    "",
    "  --json   one JSON event a line, the same as --log_format json",
    "  --help   this page",
    "",
    keysHelp(trainKeyGroups, columns),
    "",
  ].join("\n");
}
