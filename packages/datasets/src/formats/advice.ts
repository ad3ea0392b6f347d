import { isRowObject, listKeys, type RowObject } from "../json-value.ts";
import { otherTask } from "./other-tasks.ts";
import { answerKeys, questionKeys, stringKey } from "./question-answer.ts";

/** More columns than this, all of one type, are entries of a dictionary. */
const MANY_KEYS = 20;

/** What a row is that no format recognises, and what to do about it. */
export function adviceFor(row: RowObject): string {
  const task = otherTask(row);
  if (task !== null) return task;
  const keys = Object.keys(row);
  const list = keys.find((key) => isListOfObjects(row[key]));
  if (list !== undefined && keys.length <= MANY_KEYS)
    return `its rows may be those under ${JSON.stringify(list)}; make that list the top level of the file`;
  if (keys.length > 1 && keys.every((key) => isRowObject(row[key])))
    return `it is one object whose ${keys.length} entries look like rows; make an array of them`;
  if (keys.length > MANY_KEYS && new Set(keys.map((key) => typeof row[key])).size === 1)
    return `it is one object with ${keys.length} entries and no rows; make an array of objects of them, such as {"text": …}`;
  const question = stringKey(row, questionKeys);
  if (question !== null)
    return `"${question}" has no answer beside it; name the answer's key "output" or "response", or for text alone dataset_text_field: ${question}`;
  const answer = stringKey(row, answerKeys);
  if (answer !== null) return `"${answer}" has no question beside it; name the question's key "instruction"`;
  const texts = keys.filter((key) => typeof row[key] === "string");
  if (texts.length === 1) return `to train the texts of ${JSON.stringify(texts[0])}, name it in dataset_text_field`;
  if (texts.length > 1)
    return 'rename the keys of question and answer to "instruction" and "output", or name one key of text in dataset_text_field';
  return `wanted such keys as "instruction" and "output", "messages", "conversations" or "text", not ${listKeys(row)}`;
}

function isListOfObjects(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.every(isRowObject);
}
