import { type ChildNode, Element, type ParentNode } from "domhandler";

/** Makes Markdown of an element from the Markdown of what is in it; `inline` within headings and cells, where no line may break. */
export type MarkdownRule = (element: Element, text: string, inline: boolean) => string;

/** The name of an element, "" for all else. */
export function nameOf(node: ChildNode | ParentNode | null | undefined): string {
  return node instanceof Element ? node.name : "";
}
