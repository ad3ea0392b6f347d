import { type Document, DomHandler } from "domhandler";
import { Parser } from "htmlparser2";

const endMark = "an end without a beginning";

/**
 * The tree of a page of which the beginnings of `<div>` and `<span>` were taken away and the ends were not. Such an end divides the text
 * around it in two, as in Beautiful Soup's trees.
 */
export function parsePage(html: string): Document {
  const handler = new PageHandler();
  new Parser(handler).end(html.replace(/<\/(?:div|span)\s*>/gi, `<!--${endMark}-->`));
  return handler.root;
}

class PageHandler extends DomHandler {
  override oncomment(data: string): void {
    if (data !== endMark) super.oncomment(data);
    else this.lastNode = null;
  }
}
