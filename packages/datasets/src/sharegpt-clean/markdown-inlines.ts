import { type MarkdownRule, nameOf } from "./markdown-rule.ts";

/** Marks go inside the spaces at either end; "" where there is nothing to mark. */
function marked(mark: string): MarkdownRule {
  return (_, text) => {
    const inner = text.trim();
    return inner === "" ? "" : `${leadingSpace(text)}${mark}${inner}${mark}${trailingSpace(text)}`;
  };
}

const codeMark = marked("`");
const code: MarkdownRule = (element, text, inline) =>
  nameOf(element.parent) === "pre" ? text : codeMark(element, text, inline);

const link: MarkdownRule = ({ attribs: { href, title } }, text) => {
  const inner = text.trim();
  if (inner === "" || !href) return inner;
  if (inner.replaceAll("\\_", "_") === href && !title) return `<${href}>`;
  return `${leadingSpace(text)}[${inner}](${href}${titleOf(title)})${trailingSpace(text)}`;
};

const image: MarkdownRule = ({ attribs: { alt = "", src = "", title } }, _, inline) =>
  inline ? alt : `![${alt}](${src}${titleOf(title)})`;

/** Elements within a line. */
export const inlines: Readonly<Record<string, MarkdownRule>> = {
  a: link,
  b: marked("**"),
  strong: marked("**"),
  em: marked("*"),
  i: marked("*"),
  del: marked("~~"),
  s: marked("~~"),
  sub: marked(""),
  sup: marked(""),
  code,
  kbd: code,
  samp: code,
  img: image,
  br: (_, __, inline) => (inline ? "" : "  \n"),
};

function titleOf(title: string | undefined): string {
  return title ? ` "${title.replaceAll('"', '\\"')}"` : "";
}

function leadingSpace(text: string): string {
  return text.startsWith(" ") ? " " : "";
}

function trailingSpace(text: string): string {
  return text.endsWith(" ") ? " " : "";
}
