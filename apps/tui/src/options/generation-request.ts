import { configKeys } from "@neftune/trainer/config";
import { RequestError } from "../errors/request-error.ts";
import { generateKeys, samplingKeys } from "./generate-keys.ts";
import { parseArguments } from "./parse-arguments.ts";

/** What `neftune generate` is asked to do. */
export interface GenerationRequest {
  readonly model: string;
  readonly revision: string;
  readonly adapter: string | null;
  readonly prompts: readonly string[];
  readonly chat: boolean;
  readonly systemPrompt: string | null;
  /** Settings that were given, by the names of `GenerationConfig`. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly batchSize: number;
  readonly weights: "float32" | "int8" | "int4";
  readonly device: (typeof generateKeys.device)["default"];
  readonly json: boolean;
}

/**
 * @returns null where help is asked for
 * @throws SFTConfigError for a key or a value that is wrong; RequestError for what is missing
 */
export function generationRequest(args: readonly string[]): GenerationRequest | null {
  const { prompts, others } = takePrompts(args);
  const { words, flags, help } = parseArguments(others, generateKeys);
  if (help) return null;
  if (words.length > 0)
    throw new RequestError(`generate takes flags, and ${words[0]} is none; a prompt is --prompt TEXT`);
  const options = configKeys.resolveKeys(generateKeys, flags, "snake_case");
  if (options.modelNameOrPath === null)
    throw new RequestError("model_name_or_path is missing; wanted the folder of a model, as --model_name_or_path");
  const given = Object.keys(samplingKeys)
    .map((key) => [key, options[key as keyof typeof samplingKeys]] as const)
    .filter(([, value]) => value !== null);
  const settings: Record<string, unknown> = Object.fromEntries(given);
  if (options.stopStrings !== null) settings.stopStrings = options.stopStrings.split(",").filter((stop) => stop !== "");
  return {
    model: options.modelNameOrPath,
    revision: options.modelRevision,
    adapter: options.adapterNameOrPath,
    prompts,
    chat: options.chat,
    systemPrompt: options.systemPrompt,
    settings,
    batchSize: options.batchSize,
    weights: options.weights,
    device: options.device,
    json: options.logFormat === "json",
  };
}

/** Of other flags the last counts; of prompts all do, and a prompt may begin with dashes. */
function takePrompts(args: readonly string[]): { prompts: string[]; others: string[] } {
  const prompts: string[] = [];
  const others: string[] = [];
  for (let index = 0; index < args.length; index++) {
    const argument = args[index]!;
    if (argument.startsWith("--prompt=")) prompts.push(argument.slice("--prompt=".length));
    else if (argument !== "--prompt") others.push(argument);
    else {
      const text = args[++index];
      if (text === undefined) throw new RequestError("--prompt needs a value: a text");
      prompts.push(text);
    }
  }
  const empty = prompts.indexOf("");
  if (empty >= 0) throw new RequestError("--prompt is empty; wanted a text");
  return { prompts, others };
}
