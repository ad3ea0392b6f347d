import { expect, test } from "vitest";
import { Conversation } from "./conversation.ts";

test("a question is asked with all that was said before it", () => {
  const conversation = new Conversation("Be brief.", true);
  conversation.ask("One?");
  conversation.answer("1.");
  expect(conversation.ask("Two?")).toEqual([
    { role: "system", content: "Be brief." },
    { role: "user", content: "One?" },
    { role: "assistant", content: "1." },
    { role: "user", content: "Two?" },
  ]);
  conversation.takeBack();
  expect(conversation.ask("Three?")).toHaveLength(4);
  conversation.clear();
  expect(conversation.ask("Four?")).toHaveLength(2);
});

test("a model that knows no conversations is given the question alone", () => {
  expect(new Conversation("Be brief.", false).ask("One?")).toBe("One?");
});
