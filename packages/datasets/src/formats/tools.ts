import { DatasetError } from "../dataset-error.ts";
import { isRowObject, type RowObject, typeName } from "../json-value.ts";
import type { ToolCall } from "../sample.ts";

/** The functions of a row's `tools`: a list, or a list as JSON, of JSON schemas. Undefined where it has none. */
export function toolsField(row: RowObject): readonly object[] | undefined {
  const given = row.tools;
  if (given === undefined || given === null || given === "") return undefined;
  const tools = typeof given === "string" ? parsed(given, '"tools"') : given;
  if (!Array.isArray(tools) || !tools.every(isRowObject))
    throw new DatasetError(`"tools" is ${typeName(tools)}, wanted a list of functions`);
  return tools.length === 0 ? undefined : tools;
}

/**
 * A call as chat templates want it. Takes OpenAI's form, and the bare `{name, arguments}` that Glaive's rows have; arguments that
 * are JSON in a string are opened, since templates write them out themselves.
 */
export function toolCall(value: unknown, where: string): ToolCall {
  const call = typeof value === "string" ? parsed(value, where) : value;
  if (!isRowObject(call)) throw new DatasetError(`${where} is ${typeName(call)}, wanted a call of a function`);
  const inner = isRowObject(call.function) ? call.function : call;
  if (typeof inner.name !== "string") throw new DatasetError(`${where} names no function`);
  const given = inner.arguments;
  const callArguments = typeof given === "string" ? parsedOr(given) : (given ?? {});
  return {
    type: "function",
    ...(typeof call.id === "string" ? { id: call.id } : {}),
    function: { name: inner.name, arguments: callArguments },
  };
}

/** One call or a list of them, as ShareGPT's `function_call` turns write them: JSON in a string. */
export function toolCalls(value: unknown, where: string): ToolCall[] {
  const calls = typeof value === "string" ? parsed(value, where) : value;
  if (Array.isArray(calls) && calls.length === 0) throw new DatasetError(`${where} is an empty list`);
  return (Array.isArray(calls) ? calls : [calls]).map((call: unknown) => toolCall(call, where));
}

function parsed(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new DatasetError(`${where} is no JSON`, {}, { cause });
  }
}

function parsedOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
