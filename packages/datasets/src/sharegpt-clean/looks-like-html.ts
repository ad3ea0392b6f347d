const tag =
  /<\/?(?:a|b|blockquote|br|code|del|div|em|h[1-6]|hr|i|img|li|ol|p|pre|span|strong|sub|sup|table|tbody|td|th|thead|tr|ul)(?:\s[^<>]*)?\/?>/i;

/**
 * Whether a text is HTML of a page and not Markdown already: it has an element that ChatGPT's page is made of, outside of code.
 * Converted a second time, Markdown would lose the indentation of code and gain backslashes.
 */
export function looksLikeHtml(text: string): boolean {
  if (!text.includes("<")) return false;
  return text.split("```").some((part, index) => index % 2 === 0 && tag.test(part.replace(/`[^`\n]*`/g, "")));
}
