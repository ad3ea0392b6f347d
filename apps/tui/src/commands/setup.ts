import { SetupError } from "@neftune/engine/setup";
import { configKeys } from "@neftune/trainer/config";
import { RequestError } from "../errors/request-error.ts";
import { progressDisplay } from "../setup/show-progress.ts";
import type { SetupTarget } from "../setup/target.ts";
import { setupTargets } from "../setup/targets.ts";
import { ExitStatus } from "../training/protocol.ts";
import type { Command, CommandContext } from "./command.ts";

export const setupCommand: Command = {
  name: "setup",
  usage: setupTargets.map((target) => `neftune setup ${target.name} ${switchesOf(target).join(" ")}`),
  summary: "Bring a faster device's runtime into a cache of its own; --remove removes it",
  run: setup,
};

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

async function setup(args: readonly string[], context: CommandContext): Promise<number> {
  if (args.includes("--help") || args.includes("-h")) {
    context.stdout.write(setupHelp());
    return ExitStatus.done;
  }
  const { target, remove, switches } = parseSetup(args, setupTargets);
  const controller = new AbortController();
  const stop = () => controller.abort();
  for (const signal of SIGNALS) context.signals.on(signal, stop);
  const display = progressDisplay(context.stderr);
  const options = { signal: controller.signal, onProgress: display.show };
  try {
    const lines = remove
      ? [await removed(target, context.env, options)]
      : await installed(target, context.env, switches, options);
    display.clear();
    for (const line of lines) context.stdout.write(`${line}\n`);
    return ExitStatus.done;
  } catch (error) {
    display.clear();
    if (controller.signal.aborted) {
      context.stderr.write("neftune: stopped; the next setup goes on with what was downloaded\n");
      return ExitStatus.interrupted;
    }
    if (!SetupError.isInstance(error)) throw error;
    context.stderr.write(`neftune: ${error.message}\n`);
    return ExitStatus.failed;
  } finally {
    for (const signal of SIGNALS) context.signals.off(signal, stop);
  }
}

async function installed(
  target: SetupTarget,
  env: NodeJS.ProcessEnv,
  switches: ReadonlySet<string>,
  options: Parameters<SetupTarget["install"]>[2],
): Promise<string[]> {
  const { folder, version, wasThere } = await target.install(env, switches, options);
  return [`${target.title} ${version} is ${wasThere ? "already " : ""}in ${folder}`, ...target.notes(env)];
}

async function removed(
  target: SetupTarget,
  env: NodeJS.ProcessEnv,
  options: Parameters<SetupTarget["remove"]>[1],
): Promise<string> {
  const wasThere = await target.remove(env, options);
  return wasThere ? `${target.title} is removed from the cache` : `${target.title} was not in the cache`;
}

interface SetupRequest {
  target: SetupTarget;
  remove: boolean;
  switches: ReadonlySet<string>;
}

/** @throws RequestError that names what is wrong and what would be right */
export function parseSetup(args: readonly string[], targets: readonly SetupTarget[]): SetupRequest {
  const words = args.filter((argument) => !argument.startsWith("-"));
  const names = targets.map(({ name }) => name);
  const [word, extra] = words;
  if (word === undefined) throw new RequestError(`setup of what? known are ${names.join(", ")}`);
  if (extra !== undefined) throw new RequestError(`one setup at a time: ${word} is followed by ${extra}`);
  const target = targets.find(({ name }) => name === word);
  if (!target) throw new RequestError(`unknown setup ${word}; known are ${names.join(", ")}`);

  const known = ["remove", ...Object.keys(target.switches)];
  const given = args.filter((argument) => argument.startsWith("-"));
  for (const flag of given) {
    const name = flag.replace(/^--/, "");
    if (known.includes(name)) continue;
    const nearest = configKeys.nearestWord(name, [...known, "help"]);
    throw new RequestError(`unknown flag ${flag}; the nearest known flag is --${nearest}`);
  }
  const switches = new Set(given.map((flag) => flag.slice(2)));
  return { target, remove: switches.delete("remove"), switches };
}

function switchesOf({ switches }: SetupTarget): string[] {
  return [...Object.keys(switches), "remove"].map((name) => `[--${name}]`);
}

function setupHelp(): string {
  const paragraphs = setupTargets.flatMap((target) => [
    `  neftune setup ${target.name} ${switchesOf(target).join(" ")}`,
    `      ${target.title}: ${target.summary}.`,
    ...Object.entries(target.switches).map(([name, what]) => `      --${name}  ${what}`),
  ]);
  return [
    "Brings a faster device's runtime into a cache of its own.",
    "",
    ...paragraphs,
    "",
    "  --remove   remove it from the cache",
    "  --help     this page",
    "",
    "  The cache is NEFTUNE_HOME, else the system's folder for caches. NEFTUNE_PYTHON names the Python",
    "  whose pip is asked. A download that was broken off goes on where it was.",
    "",
  ].join("\n");
}
