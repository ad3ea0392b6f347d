import { expect, test } from "vitest";
import { addedToken } from "../tokenizer-json.ts";
import { AddedTokens } from "./added-tokens.ts";

function split(tokens: [string, { lstrip?: boolean; rstrip?: boolean }?][], text: string): (string | number)[] {
  const added = new AddedTokens(
    tokens.map(([content, strip], id) => [content, { ...addedToken(id, content, true), ...strip }]),
  );
  const parts: (string | number)[] = [];
  added.split(
    text,
    (start, end) => parts.push(text.slice(start, end)),
    (id) => parts.push(id),
  );
  return parts;
}

test("tokens are found where they stand, the leftmost and there the longest", () => {
  expect(split([["<a>"], ["<a><b>"], ["b>"]], "x<a><b>y<a>b>")).toEqual(["x", 1, "y", 0, 2]);
  expect(split([["<a>"]], "<a <a")).toEqual(["<a <a"]);
  expect(split([["ab"], ["bcd"]], "abcd")).toEqual([0, "cd"]);
  expect(split([], "abc")).toEqual(["abc"]);
  expect(split([["<a>"]], "")).toEqual([]);
});

test("spaces go with a token that takes them", () => {
  expect(split([["|", { lstrip: true }]], "a \u3000|b | |")).toEqual(["a", 0, "b", 0, 0]);
  expect(split([["|", { rstrip: true }]], "a | b|\n")).toEqual(["a ", 0, "b", 0]);
});
