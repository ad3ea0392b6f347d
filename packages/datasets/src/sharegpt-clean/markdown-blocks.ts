import { type ChildNode, Element, type ParentNode } from "domhandler";
import { type MarkdownRule, nameOf } from "./markdown-rule.ts";

const bullets = ["*", "+", "-"];

function heading(level: number): MarkdownRule {
  return (_, text, inline) => {
    if (inline) return text;
    const title = text.trimEnd();
    if (level > 2) return `${"#".repeat(level)} ${title}\n\n`;
    return title === "" ? "" : `${title}\n${(level === 1 ? "=" : "-").repeat([...title].length)}\n\n`;
  };
}

const list: MarkdownRule = (element, text) => {
  const isNested = ancestors(element).some(({ name }) => name === "li");
  if (isNested) return `\n${prefixLines(text, "\t").trimEnd()}`;
  const next = element.next;
  return text + (next && !["ul", "ol"].includes(nameOf(next)) ? "\n" : "");
};

const item: MarkdownRule = (element, text) => {
  const parent = element.parent;
  if (parent instanceof Element && parent.name === "ol") {
    const start = Number.parseInt(parent.attribs.start ?? "", 10);
    return `${(Number.isNaN(start) ? 1 : start) + positionOf(element, parent)}. ${text.trim()}\n`;
  }
  const depth = ancestors(element).filter(({ name }) => name === "ul").length - 1;
  return `${bullets.at(depth % bullets.length)} ${text.trim()}\n`;
};

const cell: MarkdownRule = (_, text) => ` ${text} |`;

/** The first row is the header; where it is no row of headings, an empty one goes before it. */
const row: MarkdownRule = (element, text) => {
  const cells = descendants(element).filter(({ name }) => name === "td" || name === "th");
  const line = (mark: string) => `| ${cells.map(() => mark).join(" | ")} |\n`;
  const isFirst = !element.prev;
  if (isFirst && cells.every(({ name }) => name === "th")) return `|${text}\n${line("---")}`;
  const parent = element.parent;
  const opensTable =
    nameOf(parent) === "table" || (parent instanceof Element && parent.name === "tbody" && !parent.prev);
  return `${isFirst && opensTable ? line("") + line("---") : ""}|${text}\n`;
};

/** Elements that begin a line. */
export const blocks: Readonly<Record<string, MarkdownRule>> = {
  h1: heading(1),
  h2: heading(2),
  h3: heading(3),
  h4: heading(4),
  h5: heading(5),
  h6: heading(6),
  p: (_, text, inline) => (inline || text === "" ? text : `${text}\n\n`),
  pre: (_, text) => (text === "" ? "" : `\n\`\`\`\n${text}\n\`\`\`\n`),
  blockquote: (_, text, inline) => (inline || text === "" ? text : `\n${prefixLines(text, "> ")}\n\n`),
  hr: () => "\n\n---\n\n",
  ul: list,
  ol: list,
  li: item,
  table: (_, text) => `\n\n${text}\n`,
  td: cell,
  th: cell,
  tr: row,
};

function prefixLines(text: string, prefix: string): string {
  return text
    .split("\n")
    .map((line) => prefix + line)
    .join("\n");
}

/** The element and what it is in, innermost first. */
function ancestors(element: Element): Element[] {
  const found: Element[] = [];
  for (let node: unknown = element; node instanceof Element; node = node.parent) found.push(node);
  return found;
}

function descendants(element: Element): Element[] {
  return element.children.flatMap((child) => (child instanceof Element ? [child, ...descendants(child)] : []));
}

const positions = new WeakMap<ParentNode, Map<ChildNode, number>>();

/** Like `indexOf`, which would take quadratic time over a list. */
function positionOf(element: Element, parent: ParentNode): number {
  let known = positions.get(parent);
  if (known === undefined) {
    known = new Map(parent.children.map((child, index) => [child, index]));
    positions.set(parent, known);
  }
  return known.get(element)!;
}
