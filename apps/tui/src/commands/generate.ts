import { text } from "node:stream/consumers";
import { RequestError } from "../errors/request-error.ts";
import { generateKeyGroups } from "../options/generate-keys.ts";
import { type GenerationRequest, generationRequest } from "../options/generation-request.ts";
import { keysHelp } from "../options/help-text.ts";
import { ExitStatus } from "../training/protocol.ts";
import type { Command, CommandContext } from "./command.ts";

export const generateCommand: Command = {
  name: "generate",
  usage: ["neftune generate --model_name_or_path FOLDER --prompt TEXT", "neftune generate --model_name_or_path FOLDER"],
  summary: "Let a model write: go on from prompts, or on a terminal converse with it",
  run: generate,
};

async function generate(args: readonly string[], context: CommandContext): Promise<number> {
  const { stdin, stdout } = context;
  const asked = generationRequest(args);
  if (asked === null) {
    stdout.write(generateHelp(stdout.columns ?? 80));
    return ExitStatus.done;
  }
  const isConversation = asked.prompts.length === 0 && stdin.isTTY === true && stdout.isTTY === true && !asked.json;
  const request = isConversation || asked.prompts.length > 0 ? asked : await withInput(asked, stdin);
  // Loaded when needed: the runtimes take a second that help and mistakes need not wait for.
  const { openGenerator } = await import("../generation/open-generator.ts");
  await using open = await openGenerator(request);
  if (isConversation) {
    const { converse } = await import("../generation/converse.ts");
    return await converse(request, open, context);
  }
  const { answerPrompts } = await import("../generation/answer-prompts.ts");
  return await answerPrompts(request, open, context);
}

/** The request with standard input as its prompt. */
async function withInput(request: GenerationRequest, stdin: NodeJS.ReadStream): Promise<GenerationRequest> {
  const prompt = stdin.isTTY ? "" : (await text(stdin)).replace(/\r?\n$/, "");
  if (prompt === "") throw new RequestError("prompt is missing; wanted a text, as --prompt or on standard input");
  return { ...request, prompts: [prompt] };
}

function generateHelp(columns: number): string {
  return [
    generateCommand.summary.concat("."),
    "",
    ...generateCommand.usage.map((line) => `  ${line}`),
    "",
    "  --json   one JSON object a prompt: prompt, text, inputIds, outputIds",
    "  --help   this page",
    "",
    keysHelp(generateKeyGroups, columns),
    "",
  ].join("\n");
}
