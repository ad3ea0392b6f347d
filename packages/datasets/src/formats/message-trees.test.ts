import { expect, test } from "vitest";
import { rowsOf } from "../row.ts";
import { inTurn } from "../source.ts";
import { gatherTrees, MAX_TREE_MESSAGES } from "./message-trees.ts";
import { openAssistant } from "./open-assistant.ts";

const message = (id: string, parent: string | null, role: string, rank: number | null = null) => ({
  message_id: id,
  parent_id: parent,
  role,
  rank,
  text: `text of ${id}`,
});

test("messages with a row each become trees, of which the best path is read", async () => {
  const source = openAssistant([
    message("a", null, "prompter"),
    message("b", "a", "assistant", 1),
    message("c", "a", "assistant", 0),
    message("d", "c", "prompter", 0),
    message("e", "d", "assistant", 0),
    message("f", null, "prompter"),
    message("g", "f", "assistant"),
  ]);
  const rows = await Array.fromAsync(source.rows());
  expect(rows.map(({ index }) => index)).toEqual([0, 5]);
  const sample = source.format.parse(rows[0]!.value as never);
  expect(sample).toMatchObject({ messages: ["a", "c", "d", "e"].map((id) => ({ content: `text of ${id}` })) });
});

test("a message that has lost its parent is a bad row, and so is a second one of the same id", async () => {
  const rows = rowsOf([
    message("z", "y", "assistant"),
    message("a", null, "prompter"),
    message("b", "z", "assistant"),
    message("a", "a", "assistant"),
    "text",
  ]);
  const gathered = await Array.fromAsync(gatherTrees(inTurn(rows)));
  expect(gathered.map(({ index, error }) => [index, error?.message.slice(0, 40)])).toEqual([
    [0, "its parent is not among the messages bef"],
    [1, undefined],
    [2, "its parent is not among the messages bef"],
    [3, '"message_id" "a" is in its tree twice'],
    [4, undefined],
  ]);
});

test("a tree has a limit", async () => {
  const replies = Array.from({ length: MAX_TREE_MESSAGES + 1 }, (_, index) => message(`b${index}`, "a", "assistant"));
  const gathered = await Array.fromAsync(gatherTrees(inTurn(rowsOf([message("a", null, "prompter"), ...replies]))));
  expect(gathered).toHaveLength(3);
  expect(gathered[1]!.error?.message).toBe(`its tree has more than ${MAX_TREE_MESSAGES} messages`);
});
