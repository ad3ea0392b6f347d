import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { readPromptTemplate } from "./prompt-template.ts";

const folder = await mkdtemp(join(tmpdir(), "neftune-template-"));
afterAll(() => rm(folder, { recursive: true }));

test("names stay as they are, and of a file it is what stands in it", async () => {
  const path = join(folder, "chat.jinja");
  await writeFile(path, "{% for m in messages %}{{ m.content }}{% endfor %}");
  expect(await readPromptTemplate(null)).toBeNull();
  expect(await readPromptTemplate("vicuna-v1.1")).toBe("vicuna-v1.1");
  expect(await readPromptTemplate(path)).toContain("{{ m.content }}");
});

test("what is neither is refused in one line", async () => {
  await expect(readPromptTemplate("vicuna-v1.2")).rejects.toThrow(
    /^prompt_template: vicuna-v1\.2 is neither a file nor a name; known: alpaca, .*; the nearest is vicuna-v1\.1$/,
  );
  await expect(readPromptTemplate(folder)).rejects.toThrow("is no file; wanted a chat template (Jinja)");
  await writeFile(join(folder, "empty.jinja"), "messages");
  await expect(readPromptTemplate(join(folder, "empty.jinja"))).rejects.toThrow("there is neither {{ nor {% in it");
  await writeFile(join(folder, "large.jinja"), "{{".padEnd(1 << 21));
  await expect(readPromptTemplate(join(folder, "large.jinja"))).rejects.toThrow("more than the 1048576 of any");
});
