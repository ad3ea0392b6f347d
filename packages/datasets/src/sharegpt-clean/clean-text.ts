import { htmlToMarkdown } from "./html-to-markdown.ts";

const copyCode = "Copy code";
const fence = "```";

/**
 * The text of a turn that ShareGPT saved as HTML, as FastChat's `html_to_markdown` cleans it: Markdown, and without the marks of
 * ChatGPT's page ("1 / 2" between answers, "Copy code" on code, "Copy123 chars / 45 words").
 * @returns Null where the HTML is no page's.
 */
export function cleanText(html: string): string | null {
  const markdown = htmlToMarkdown(removeOpeningTags(removeOpeningTags(html, "<div"), "<span"));
  if (markdown === null) return null;
  const withFences = removeEmptyCode(
    fenceCode(markdown.trim())
      .replace(/^\d+ \/ \d+/, "")
      .replace(/Copy\d+ chars \/ \d+ words/g, ""),
  );
  return withFences.replaceAll("\n\n\n", "\n").trim();
}

/** Removes what begins so, up to ">" in the same line. They would stand in the way within code, where line breaks count. */
function removeOpeningTags(html: string, beginning: string): string {
  let kept = "";
  let from = 0;
  let close = -1;
  let lineFeed = -1;
  for (let at = html.indexOf(beginning); at !== -1; ) {
    const inside = at + beginning.length;
    // Found once for many beginnings, so that no text takes quadratic time.
    if (close < inside) close = html.indexOf(">", inside);
    if (close === -1) break;
    if (lineFeed < inside) lineFeed = indexOrEnd(html, "\n", inside);
    if (close < lineFeed) {
      kept += html.slice(from, at);
      from = close + 1;
    }
    at = html.indexOf(beginning, close < lineFeed ? from : inside);
  }
  return kept + html.slice(from);
}

/** "```pythonCopy codeprint()```" becomes a fence with its language and code on lines of their own. */
function fenceCode(text: string): string {
  let fenced = "";
  let from = 0;
  for (;;) {
    const open = text.indexOf(fence, from);
    const button = open === -1 ? -1 : text.indexOf(copyCode, open + fence.length);
    if (button === -1) break;
    let begin = button + copyCode.length;
    while (text.startsWith(copyCode, begin)) begin += copyCode.length;
    // Code has a character at least, so that a fence right after the button does not end it.
    const end = text.indexOf(fence, begin + 1);
    if (end === -1) break;
    const language = text.slice(open + fence.length, button).trimStart();
    const code = text.slice(begin, end);
    fenced += `${text.slice(from, open)}${fence}${language}\n${code.trimEnd() || code[0]}\n${fence}`;
    from = end + fence.length;
  }
  return fenced + text.slice(from);
}

/** Removes fences of one line that hold nothing but a button. */
function removeEmptyCode(text: string): string {
  let kept = "";
  let from = 0;
  let line = 0;
  for (const { 0: found, index } of text.matchAll(/Copy code\s*```/g)) {
    for (let end = text.indexOf("\n", line); end !== -1 && end < index; end = text.indexOf("\n", line)) line = end + 1;
    const open = text.indexOf(fence, Math.max(line, from));
    if (open === -1 || open + fence.length > index) continue;
    kept += text.slice(from, open);
    from = index + found.length;
  }
  return kept + text.slice(from);
}

function indexOrEnd(text: string, wanted: string, from: number): number {
  const found = text.indexOf(wanted, from);
  return found === -1 ? text.length : found;
}
