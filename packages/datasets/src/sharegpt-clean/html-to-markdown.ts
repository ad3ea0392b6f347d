import { type ChildNode, Element, isText, type ParentNode } from "domhandler";
import { blocks } from "./markdown-blocks.ts";
import { inlines } from "./markdown-inlines.ts";
import { type MarkdownRule, nameOf } from "./markdown-rule.ts";
import { parsePage } from "./parse-page.ts";

/** Elements within elements; more is taken for an attack. */
const MAX_DEPTH = 500;

const listsAndTables = new Set(["ol", "ul", "li", "table", "thead", "tbody", "tfoot", "tr", "td", "th"]);
const rules: Readonly<Record<string, MarkdownRule>> = { ...inlines, ...blocks };

/**
 * Markdown of HTML, as markdownify 0.11.6 writes it with its defaults: the converter that FastChat cleans ShareGPT with.
 * Headings of the first two levels are underlined, bullets are *, + and - by depth, * and _ in text are escaped.
 * @returns Null where elements are nested deeper than any page's.
 */
export function htmlToMarkdown(html: string): string | null {
  return childrenToMarkdown(parsePage(html), false, 0);
}

function childrenToMarkdown(parent: ParentNode, inline: boolean, depth: number): string | null {
  if (depth > MAX_DEPTH) return null;
  if (parent instanceof Element && listsAndTables.has(parent.name)) removeLayout(parent);
  let markdown = "";
  for (const child of parent.children) {
    if (isText(child)) markdown += textToMarkdown(child.data, child);
    else if (child instanceof Element) {
      const text = childrenToMarkdown(child, inline || /^(h[1-6]|td|th)$/.test(child.name), depth + 1);
      if (text === null) return null;
      markdown += Object.hasOwn(rules, child.name) ? rules[child.name]!(child, text, inline) : text;
    }
  }
  return markdown;
}

function textToMarkdown(data: string, node: ChildNode): string {
  const parent = nameOf(node.parent);
  const isCode = parent === "pre" || parent === "code";
  const keepsSpaces = parent === "pre" || (parent === "code" && nameOf(node.parent?.parent) === "pre");
  const spaced = keepsSpaces ? data : oneSpace(data, node).replace(/[\t ]+/g, " ");
  const text = isCode ? spaced : spaced.replace(/[*_]/g, "\\$&");
  const next = nameOf(node.next);
  const endsItem = parent === "li" && (!node.next || next === "ul" || next === "ol");
  return endsItem ? text.trimEnd() : text;
}

/** Beautiful Soup makes one space or line break of a text that is nothing else. */
function oneSpace(data: string, node: ChildNode): string {
  if (/[^ \n\t\f\r]/.test(data)) return data;
  for (let { parent } = node; parent !== null; parent = parent.parent) if (nameOf(parent) === "pre") return data;
  return data.includes("\n") ? "\n" : " ";
}

/** Takes white space away that stands between the parts of a list or table and only lays out the source. */
function removeLayout(parent: Element): void {
  // As in markdownify, where one is taken away the next is not looked at.
  let lookAtNext = true;
  parent.children = parent.children.filter((child) => {
    const isLookedAt = lookAtNext;
    lookAtNext = true;
    const { prev, next } = child;
    const isLayout = !prev || !next || listsAndTables.has(nameOf(prev)) || listsAndTables.has(nameOf(next));
    if (!isLookedAt || !isText(child) || child.data.trim() !== "" || !isLayout) return true;
    if (prev) prev.next = next;
    if (next) next.prev = prev;
    lookAtNext = false;
    return false;
  });
}
