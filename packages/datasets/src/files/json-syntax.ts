import { endOfString } from "./json-string.ts";
import type { JsonSyntaxError } from "./json-syntax-error.ts";

type Expected = "value" | "value or end" | "key" | "key or end" | "colon" | "comma or end" | "nothing";

const literal = /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.+-])/y;

/**
 * Finds what `JSON.parse` only says in the words of each runtime, and often without a place. Null for valid JSON
 * (RFC 8259). Keeps its own stack, so that deep nesting cannot overflow the runtime's.
 */
export function findJsonSyntaxError(text: string): JsonSyntaxError | null {
  const open: ("{" | "[")[] = [];
  let expected: Expected = "value";
  let at = 0;
  for (;;) {
    while (at < text.length && " \t\n\r".includes(text[at]!)) at++;
    if (at === text.length) {
      return expected === "nothing"
        ? null
        : { offset: at, message: `the text ends, ${wanted(expected, open)} is missing` };
    }
    const character = text[at]!;
    const valueFits: boolean = expected === "value" || expected === "value or end";
    const keyFits: boolean = expected === "key" || expected === "key or end";
    if (character === '"' && (valueFits || keyFits)) {
      const end = endOfString(text, at);
      if (typeof end !== "number") return end;
      at = end;
      expected = keyFits ? "colon" : afterValue(open);
    } else if (valueFits && (character === "{" || character === "[")) {
      open.push(character);
      expected = character === "{" ? "key or end" : "value or end";
      at++;
    } else if (expected.endsWith("or end") && character === closing(open)) {
      open.pop();
      expected = afterValue(open);
      at++;
    } else if (expected === "colon" && character === ":") {
      expected = "value";
      at++;
    } else if (expected === "comma or end" && character === ",") {
      expected = open.at(-1) === "{" ? "key" : "value";
      at++;
    } else {
      literal.lastIndex = at;
      if (!valueFits || !literal.test(text)) {
        const found = JSON.stringify(
          /^[\w.+-]+/.exec(text.slice(at, at + 20))?.[0] ?? String.fromCodePoint(text.codePointAt(at)!),
        );
        const trailing = open.length > 0 && (expected === "value" || keyFits) && character === closing(open);
        const message = trailing ? `a comma before ${found}` : `${wanted(expected, open)} should be where ${found} is`;
        return { offset: at, message };
      }
      at = literal.lastIndex;
      expected = afterValue(open);
    }
  }
}

function afterValue(open: readonly string[]): Expected {
  return open.length === 0 ? "nothing" : "comma or end";
}

function closing(open: readonly string[]): string {
  return open.at(-1) === "{" ? "}" : "]";
}

function wanted(expected: Expected, open: readonly string[]): string {
  const end = `"${closing(open)}"`;
  switch (expected) {
    case "value":
      return "a value";
    case "value or end":
      return `a value or ${end}`;
    case "key":
      return "a key in double quotes";
    case "key or end":
      return `a key in double quotes or ${end}`;
    case "colon":
      return '":"';
    case "comma or end":
      return `"," or ${end}`;
    case "nothing":
      return "the end of the text";
  }
}
