import type { Prompt } from "@neftune/models";
import type { CommandContext } from "../commands/command.ts";
import type { GenerationRequest } from "../options/generation-request.ts";
import { asRequested } from "../run/request-mistakes.ts";
import { ExitStatus } from "../training/protocol.ts";
import type { OpenGenerator } from "./open-generator.ts";

/** The prompts as the model is given them. */
function promptsOf({ prompts, chat, systemPrompt }: GenerationRequest): Prompt[] {
  const system = systemPrompt === null ? [] : [{ role: "system", content: systemPrompt }];
  return prompts.map((prompt) => (chat ? [...system, { role: "user", content: prompt }] : prompt));
}

/** Goes on from each prompt once, and writes text as it comes, or an object a prompt. @returns the exit status */
export async function answerPrompts(
  request: GenerationRequest,
  { generator, settings, options }: OpenGenerator,
  { stdout, signals }: Pick<CommandContext, "stdout" | "signals">,
): Promise<number> {
  const prompts = promptsOf(request);
  if (request.json) {
    const results = await asRequested(() => generator.generate(prompts, settings, options));
    for (const [index, { text, inputIds, outputIds }] of results.entries())
      stdout.write(`${JSON.stringify({ prompt: request.prompts[index], text, inputIds, outputIds })}\n`);
    return ExitStatus.done;
  }
  let isStopped = false;
  const stop = () => {
    isStopped = true;
  };
  signals.once("SIGINT", stop);
  try {
    for (const [index, prompt] of prompts.entries()) {
      if (prompts.length > 1) stdout.write(`${index > 0 ? "\n" : ""}> ${request.prompts[index]}\n`);
      await asRequested(async () => {
        for await (const piece of generator.stream(prompt, settings, options)) {
          if (isStopped) break;
          stdout.write(piece);
        }
      });
      stdout.write("\n");
      if (isStopped) return ExitStatus.interrupted;
    }
    return ExitStatus.done;
  } finally {
    signals.off("SIGINT", stop);
  }
}
