import { createInterface } from "node:readline";
import type { CommandContext } from "../commands/command.ts";
import type { GenerationRequest } from "../options/generation-request.ts";
import { asRequested } from "../run/request-mistakes.ts";
import { ExitStatus } from "../training/protocol.ts";
import { Conversation } from "./conversation.ts";
import type { OpenGenerator } from "./open-generator.ts";

const greeting = `Ask away. /new begins anew, /quit or Ctrl-D leaves, Ctrl-C stops an answer.
`;

/**
 * A conversation on the terminal: a line in, an answer as it comes, with the lines before it in memory and, by the arrow keys, at
 * hand. @returns the exit status
 */
export async function converse(
  request: GenerationRequest,
  { generator, settings, options, hasChatTemplate }: OpenGenerator,
  { stdin, stdout, stderr }: Pick<CommandContext, "stdin" | "stdout" | "stderr">,
): Promise<number> {
  const lines = createInterface({ input: stdin, output: stdout, prompt: "> ", historySize: 200 });
  const conversation = new Conversation(request.systemPrompt, hasChatTemplate);
  let isAnswering = false;
  let isStopped = false;
  lines.on("SIGINT", () => {
    if (isAnswering) isStopped = true;
    else lines.close();
  });
  stdout.write(greeting);
  if (!hasChatTemplate) stdout.write("The model has no chat template: it goes on from each line as it stands.\n");
  lines.prompt();
  for await (const line of lines) {
    const text = line.trim();
    if (text === "/quit") break;
    if (text === "/new") conversation.clear();
    else if (text !== "") {
      isAnswering = true;
      isStopped = false;
      try {
        const answer = await asRequested(async () => {
          let written = "";
          for await (const piece of generator.stream(conversation.ask(text), settings, options)) {
            if (isStopped) break;
            written += piece;
            stdout.write(piece);
          }
          return written;
        });
        conversation.answer(answer);
        stdout.write(isStopped ? " …\n" : "\n");
      } catch (error) {
        // The next line may do better: a conversation that no longer fits can be begun anew.
        conversation.takeBack();
        stderr.write(`neftune: ${(error as Error).message}\n`);
      }
      isAnswering = false;
    }
    lines.prompt();
  }
  lines.close();
  stdout.write("\n");
  return ExitStatus.done;
}
