/** A row of ShareGPT's as it was saved: turns with the HTML of ChatGPT's page. */
export interface SavedConversation {
  id: string;
  conversations: { from: string; value: string }[];
  plugins?: unknown[];
}

const words = [
  "apple",
  "snake_case",
  "2*3*4",
  "a  b",
  "tab\tx",
  "&lt;T&gt;",
  "&amp;",
  "caf&eacute;",
  "naïve",
  "1. one",
  "\u00a0",
  "end.",
];
const codeLines = ["def f(x):", "    return x_y * 2", '<span class="hljs">print</span>(1)', "        if a &lt; b:"];

/** Made-up conversations with all that ChatGPT's page had: marks, links, lists in lists, tables, code with buttons; some of them faulty. */
export function chatPages(count: number, random: () => number): SavedConversation[] {
  const below = (limit: number) => Math.floor(random() * limit);
  const pick = <Value>(values: readonly Value[]): Value => values[below(values.length)]!;
  const times = (most: number, make: () => string, between = "") =>
    Array.from({ length: 1 + below(most) }, make).join(between);
  const text = (most = 4) => times(most, () => pick(words), " ");

  function inline(depth = 0): string {
    const mark = (tag: string) => `<${tag}>${pick(["", " "])}${inline(depth + 1)}${pick(["", " "])}</${tag}>`;
    const parts = [
      () => mark(pick(["strong", "em", "del"])),
      () => `<code>${text(2)}</code>`,
      () => `<a href="http://x.y/a_b"${pick(["", ' title="t"'])}>${pick(["http://x.y/a_b", text(2)])}</a>`,
      () => "<br>",
      () => `<span class="k">${text(2)}</span>`,
      () => '<img src="a.png" alt="a">',
    ];
    return times(3, () => (depth > 2 || random() < 0.5 ? text() : pick(parts)()), pick(["", " "]));
  }
  function list(depth = 0): string {
    const space = pick(["", "\n"]);
    const content = () => pick([inline(1), `<p>${inline(1)}</p>`, depth < 2 ? inline(1) + list(depth + 1) : inline(1)]);
    const tag = pick(["ul", "ol"]);
    return `<${tag}>${space}${times(3, () => `<li>${content()}</li>`, space)}${space}</${tag}>`;
  }
  function table(): string {
    const columns = 1 + below(3);
    const row = (cell: string) =>
      `<tr>${Array.from({ length: columns }, () => `<${cell}>${inline(2)}</${cell}>`).join("")}</tr>`;
    return `<table>${pick(["", `<thead>${row("th")}</thead>`])}<tbody>${row("td")}${row("td")}</tbody></table>`;
  }
  function code(): string {
    const lines = times(4, () => pick(codeLines), "\n");
    const bar = `<div class="bar"><span>${pick(["python", "", "bash"])}</span><button>Copy code</button></div>`;
    return `<pre>${pick([`<div>${bar}<div><code>${lines}\n</code></div></div>`, `<code>${lines}</code>`])}</pre>`;
  }
  const blocks = [
    () => `<p>${inline()}</p>`,
    code,
    () => list(),
    table,
    () => `<blockquote>\n<p>${inline()}</p></blockquote>`,
    () => pick(["<hr>", "<div>1 / 2</div>", "Copy12 chars / 3 words", "<p></p>", "<!-- note -->"]),
    () => pick([1, 2, 3, 4].map((level) => `<h${level}>${inline(1)}</h${level}>`)),
  ];
  const page = () =>
    `${pick(["", "1 / 2"])}<div class="markdown prose">${times(6, () => pick(blocks)())}</div><p>.</p>`;

  return Array.from({ length: count }, (_, index) => {
    const conversations = Array.from({ length: 1 + below(4) }, () => [
      { from: "human", value: pick([text(6), page()]) },
      { from: "gpt", value: page() },
    ]).flat();
    const fault = random();
    if (fault < 0.1) conversations.unshift({ from: pick(["gpt", "system"]), value: text(3) });
    else if (fault < 0.2) conversations.push({ from: "human", value: text(3) });
    else if (fault < 0.25) conversations.splice(below(conversations.length), 0, { from: "gpt", value: text(3) });
    else if (fault < 0.3)
      conversations[below(conversations.length)]!.value = pick(["", "<p></p>", "OpenAI", "\u200bx"]);
    const id = `r${random() < 0.95 ? index : below(index + 1)}`;
    return { id, conversations, ...(random() < 0.03 ? { plugins: [] } : {}) };
  });
}
