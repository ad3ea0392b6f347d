import { expect, test } from "vitest";
import { cleanText } from "./clean-text.ts";
import { looksLikeHtml } from "./looks-like-html.ts";

// The Markdown is that of FastChat 0.2.36 with markdownify 0.11.6.
test.each([
  [
    "inline code and marks",
    '<div class="markdown prose"><p>Use <code>snake_case</code>, not 2*3*4.</p></div>',
    "Use `snake_case`, not 2\\*3\\*4.",
  ],
  [
    "marks, line breaks, rules and links",
    '<p>One <strong> bold </strong>and <em>thin</em><br>line, <del>gone</del>.</p><hr><p><a href="https://a.b/c_d">https://a.b/c_d</a> and <a href="/x" title="T">there</a></p>',
    'One  **bold** and *thin*  \nline, ~~gone~~.\n\n---\n\n<https://a.b/c_d> and [there](/x "T")',
  ],
  [
    "headings and a quotation",
    "<h1>Title</h1><h2>Part</h2><h3>Section <code>x</code></h3><blockquote><p>Said.</p></blockquote>",
    "Title\n=====\n\nPart\n----\n\n### Section `x`\n> Said.\n> \n>",
  ],
  [
    "lists in lists",
    '<ol start="3">\n<li>Three<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul></li>\n<li><p>Four</p></li>\n</ol><p>after</p>',
    "3. Three\n	* a\n	* b\n		+ c\n4. Four\n\nafter",
  ],
  [
    "a table with a header",
    "<table><thead><tr><th>A</th><th>B</th></tr></thead><tbody><tr><td>1</td><td><code>2</code></td></tr></tbody></table>",
    "| A | B |\n| --- | --- |\n| 1 | `2` |",
  ],
  ["a table without a header", "<table><tbody><tr><td>1</td></tr></tbody></table>", "|  |\n| --- |\n| 1 |"],
  [
    "code with a language and a button",
    '<pre><div class="bg-black"><div class="flex"><span>python</span><button class="flex">Copy code</button></div><div class="p-4"><code class="hljs">def f(x):\n    <span class="hljs-keyword">return</span> x_y * 2 &lt; 3\n</code></div></div></pre>',
    "```python\ndef f(x):\n    return x_y * 2 < 3\n```",
  ],
  [
    "code with two buttons and no language",
    "<pre>Copy codeCopy code<code>ls -l\n</code></pre><p>done</p>",
    "```\nls -l\n```\ndone",
  ],
  ["what ChatGPT's page adds", "1 / 2<p>Again.</p>Copy123 chars / 45 words", "Again."],
  [
    "characters, an image and nothing",
    '<p>Fish &amp; caf&eacute; &lt;b&gt;</p><img src="a.png" alt="A"><p></p>',
    "Fish & café <b>\n\n![A](a.png)",
  ],
])("%s", (_, html, markdown) => {
  expect(cleanText(html)).toBe(markdown);
});

test("a page that is nested too deep is refused, and hostile text takes no quadratic time", () => {
  expect(cleanText("<b>".repeat(100_000))).toBeNull();
  const start = performance.now();
  for (const part of ["<div", "```", "```Copy code", "Copy code```", "<li>", "</span>", "&amp", "<a ", " \t"])
    cleanText(part.repeat(100_000));
  expect(performance.now() - start).toBeLessThan(20_000);
});

test.each([
  ["<p>Hi</p>", true],
  ["a<br>b", true],
  ["Hi", false],
  ["a < b and c > d", false],
  ["Use `<p>` here.", false],
  ["```html\n<p>Hi</p>\n```", false],
  ["a Map<String, String>", false],
])("%j is a page: %s", (text, isHtml) => {
  expect(looksLikeHtml(text)).toBe(isHtml);
});
