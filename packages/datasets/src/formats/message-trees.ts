import { DatasetError } from "../dataset-error.ts";
import { isRowObject, type RowObject } from "../json-value.ts";
import type { Row } from "../row.ts";

/** A tree of more messages is taken for a lie; OpenAssistant's largest have some hundreds. */
export const MAX_TREE_MESSAGES = 10_000;

interface Tree {
  readonly root: Row;
  readonly value: RowObject;
  /** The replies of each message, by its id. */
  readonly replies: Map<string, RowObject[]>;
  /** Rows that belong nowhere; they follow their tree. */
  readonly bad: Row[];
}

/** A message of a tree in a row of its own. */
export function isFlatMessage(row: RowObject): boolean {
  return typeof row.message_id === "string" && isParent(row.parent_id) && !Array.isArray(row.replies);
}

/**
 * Trees of messages that have a row each. A tree begins with a message without a parent and goes on to the next such one, as in
 * OpenAssistant's files, so that one tree is in memory at a time. A tree has the number of its first row; other rows pass as they are.
 * A message whose parent is not before it in its tree, and one over the limit, becomes a row with an error.
 */
export async function* gatherTrees(rows: AsyncIterable<Row>): AsyncGenerator<Row, void> {
  let tree: Tree | null = null;
  for await (const row of rows) {
    const value = isRowObject(row.value) && isFlatMessage(row.value) ? row.value : null;
    if (value !== null && typeof value.parent_id === "string") {
      const error: string | null = attach(tree, value);
      if (error === null) continue;
      const bad = { ...row, value: undefined, error: new DatasetError(error) };
      if (tree === null) yield bad;
      else tree.bad.push(bad);
      continue;
    }
    if (tree !== null) yield* finished(tree);
    tree = value === null ? null : planted(row, value);
    if (tree === null) yield row;
  }
  if (tree !== null) yield* finished(tree);
}

function planted(root: Row, message: RowObject): Tree {
  const replies: RowObject[] = [];
  const id = String(message.message_id);
  return { root, value: { ...message, replies }, replies: new Map([[id, replies]]), bad: [] };
}

function* finished({ root, value, bad }: Tree): Generator<Row, void> {
  yield { ...root, value };
  yield* bad;
}

/** @returns Why the message cannot be put into the tree. */
function attach(tree: Tree | null, message: RowObject): string | null {
  const siblings = tree?.replies.get(String(message.parent_id));
  if (tree === null || siblings === undefined)
    return "its parent is not among the messages before it; a tree has to begin with its first message and stay together";
  const id = String(message.message_id);
  if (tree.replies.has(id)) return `"message_id" ${JSON.stringify(id.slice(0, 40))} is in its tree twice`;
  if (tree.replies.size >= MAX_TREE_MESSAGES) return `its tree has more than ${MAX_TREE_MESSAGES} messages`;
  const replies: RowObject[] = [];
  siblings.push({ ...message, replies });
  tree.replies.set(id, replies);
  return null;
}

function isParent(value: unknown): boolean {
  return value === undefined || value === null || typeof value === "string";
}
