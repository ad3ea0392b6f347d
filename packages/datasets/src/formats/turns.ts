import { DatasetError } from "../dataset-error.ts";
import { isRowObject, type RowObject, typeName } from "../json-value.ts";
import type { Message, MessageRole } from "../sample.ts";

/** A conversation of more turns is taken for a lie. */
const MAX_TURNS = 10_000;

/** What each of the words that data sets use means. */
const roles: ReadonlyMap<string, MessageRole> = new Map([
  ["system", "system"],
  ["developer", "system"],
  ["user", "user"],
  ["human", "user"],
  ["prompter", "user"],
  ["assistant", "assistant"],
  ["gpt", "assistant"],
  ["chatgpt", "assistant"],
  ["bing", "assistant"],
  ["bard", "assistant"],
  ["model", "assistant"],
  ["function_call", "assistant"],
  ["tool", "tool"],
  ["function", "tool"],
  ["observation", "tool"],
  ["function_response", "tool"],
]);

/** @throws DatasetError for a role that no data set uses. */
export function roleOf(value: unknown, where: string): MessageRole {
  const role = typeof value === "string" ? roles.get(value.toLowerCase()) : undefined;
  if (role !== undefined) return role;
  const found = typeof value === "string" ? JSON.stringify(value.slice(0, 40)) : typeName(value);
  throw new DatasetError(`the role of ${where} is ${found}; known: ${[...roles.keys()].join(", ")}`);
}

/** The objects of a list of turns. @throws DatasetError where there is no list, an empty one, or something else in it. */
export function turnObjects(row: RowObject, key: string): RowObject[] {
  const turns = row[key];
  if (!Array.isArray(turns)) throw new DatasetError(`"${key}" is ${typeName(turns)}, wanted an array of turns`);
  if (turns.length === 0) throw new DatasetError(`"${key}" is empty`);
  if (turns.length > MAX_TURNS) throw new DatasetError(`"${key}" has ${turns.length} turns, the most is ${MAX_TURNS}`);
  return turns.map((turn, index) => {
    if (isRowObject(turn)) return turn;
    throw new DatasetError(`"${key}"[${index}] is ${typeName(turn)}, wanted an object`);
  });
}

/**
 * Whether turns follow each other as in a conversation: a system prompt first, if at all; then the user begins, and user and
 * assistant take turns; tools answer an assistant, who then goes on.
 * @throws DatasetError that names the first turn that does not.
 */
export function requireTurnOrder(messages: readonly Message[]): void {
  let before: MessageRole | null = null;
  for (const [index, { role }] of messages.entries()) {
    if (!mayFollow(role, before)) {
      const place = before === null ? "first" : `after ${before}`;
      throw new DatasetError(`turn ${index} (from 0) is ${role} and comes ${place}; ${orderRule}`);
    }
    before = role;
  }
}

const orderRule = "user and assistant take turns, after a system prompt or none, and tools answer an assistant";

function mayFollow(role: MessageRole, before: MessageRole | null): boolean {
  switch (role) {
    case "system":
      return before === null;
    case "user":
      return before === null || before === "system" || before === "assistant";
    case "assistant":
      return before === "user" || before === "tool";
    case "tool":
      return before === "assistant" || before === "tool";
  }
}

/**
 * @param from The first turn that is trained.
 * @throws DatasetError where no turn from there on is the assistant's, or one that is trained has neither text nor a call.
 */
export function requireAnswers(messages: readonly Message[], from = 0): void {
  let answers = 0;
  for (const [index, { role, content, tool_calls, trained }] of messages.entries()) {
    if (role !== "assistant" || index < from) continue;
    answers++;
    if (trained !== false && content.trim() === "" && tool_calls === undefined)
      throw new DatasetError(`turn ${index} (from 0) is an empty answer`);
  }
  if (answers === 0) throw new DatasetError("no turn is the assistant's, so there is nothing to learn from it");
}
