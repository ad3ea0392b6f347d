import { expect, test } from "vitest";
import { spansBetweenMarks, withVisibleMarks } from "./generation-marks.ts";

test("the tags become tags that write marks, with their blank space control", () => {
  const marked = withVisibleMarks("a{%- generation -%} b {% endgeneration %}")!;
  expect(marked).toMatch(
    /^a\{%- if true %\}\{\{ ".+" \}\}\{% endif -%\} b \{% if true %\}\{\{ ".+" \}\}\{% endif %\}$/u,
  );
  expect(withVisibleMarks("{{ generation }}")).toBeNull();
});

test("what is between marks is found by its place in the text without them", () => {
  const written = (template: string) =>
    withVisibleMarks(template)!.replace(/\{% if true %\}\{\{ "|" \}\}\{% endif %\}/g, "");
  const text = written("Hi {% generation %}Hello{% endgeneration %} 1? {% generation %}2{% endgeneration %}");
  expect(spansBetweenMarks(text, "Hi Hello 1? 2")).toEqual([
    { start: 3, end: 8 },
    { start: 12, end: 13 },
  ]);
  expect(spansBetweenMarks(text, "Hi Hello 1? 3")).toBeNull();
  expect(spansBetweenMarks(text.slice(0, -2), "Hi Hello 1? 2")).toBeNull();
  expect(spansBetweenMarks(written("{% endgeneration %}a{% generation %}"), "a")).toBeNull();
});
