import { DatasetError } from "../dataset-error.ts";
import { isRowObject, type RowObject, typeName } from "../json-value.ts";
import type { Message } from "../sample.ts";
import { type DatasetSource, datasetSource } from "../source.ts";
import { stringField } from "./fields.ts";
import type { DatasetFormat } from "./format.ts";
import { gatherTrees, isFlatMessage } from "./message-trees.ts";
import { requireAnswers, requireTurnOrder, roleOf } from "./turns.ts";

/** A thread of more turns is taken for a lie. */
const MAX_DEPTH = 10_000;

/**
 * OpenAssistant's message trees: `text`, `role` and `replies`, or its messages a row each, with `message_id` and `parent_id`, of
 * which the trees are made. Of each tree the best-ranked path is taken, as Guanaco was made of them: the reply of rank 0, or the
 * first where none is ranked. A path ends with an answer.
 */
export const openAssistantFormat: DatasetFormat = {
  name: "open-assistant",
  recognize: (row) => {
    if (typeof row.text !== "string" || typeof row.role !== "string") return null;
    if (Array.isArray(row.replies)) return 'its rows have "text", "role" and "replies"';
    return isFlatMessage(row) ? 'its rows have "text", "role", "message_id" and "parent_id"' : null;
  },
  parse: (row) => {
    const messages: Message[] = [];
    for (let node: RowObject | null = row; node !== null; node = bestReply(node)) {
      if (messages.length === MAX_DEPTH) throw new DatasetError(`the tree is deeper than ${MAX_DEPTH} messages`);
      messages.push({ role: roleOf(node.role, `message ${messages.length}`), content: stringField(node, "text") });
    }
    if (messages.at(-1)!.role === "user") messages.pop();
    requireTurnOrder(messages);
    requireAnswers(messages);
    return { type: "conversation", messages };
  },
  gather: gatherTrees,
};

/** OpenAssistant's trees: a file, or its rows. Nothing is read before `rows()` is called. */
export function openAssistant(from: string | readonly unknown[]): DatasetSource {
  return datasetSource(openAssistantFormat, from);
}

function bestReply({ replies }: RowObject): RowObject | null {
  if (replies === undefined || replies === null) return null;
  if (!Array.isArray(replies) || !replies.every(isRowObject))
    throw new DatasetError(`"replies" is ${typeName(replies)}, wanted an array of messages`);
  const usable = (replies as RowObject[]).filter(({ deleted }) => deleted !== true);
  const rank = (reply: RowObject) => (typeof reply.rank === "number" ? reply.rank : Number.POSITIVE_INFINITY);
  return usable.reduce<RowObject | null>((best, reply) => (best && rank(best) <= rank(reply) ? best : reply), null);
}
