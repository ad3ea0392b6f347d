import { configKeys, SFTConfigError } from "@neftune/trainer/config";
import type { CommandContext } from "./commands/command.ts";
import { helpText } from "./commands/help.ts";
import { commands } from "./commands/registry.ts";
import { RequestError } from "./errors/request-error.ts";
import { ExitStatus } from "./training/protocol.ts";

/**
 * Runs the command that the arguments name.
 * @param args Without the program's own name.
 * @returns the exit status; what went wrong is on standard error
 */
export async function runCommandLine(args: readonly string[], context: CommandContext): Promise<number> {
  const [name, ...rest] = args;
  try {
    if (name === undefined || name === "help" || name === "--help" || name === "-h") {
      context.stdout.write(helpText(commands));
      return ExitStatus.done;
    }
    const command = commands.find((known) => known.name === name);
    if (command === undefined) throw new RequestError(unknownCommand(name));
    return await command.run(rest, context);
  } catch (error) {
    if (RequestError.isInstance(error) || SFTConfigError.isInstance(error)) {
      context.stderr.write(`neftune: ${error.message}\n`);
      return ExitStatus.badRequest;
    }
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    context.stderr.write(`${stack ?? message}\nneftune: ${message}\n`);
    return ExitStatus.failed;
  }
}

function unknownCommand(name: string): string {
  const nearest = configKeys.nearestWord(
    name,
    commands.map((command) => command.name),
  );
  return `unknown command ${name}; the nearest known command is ${nearest}`;
}
