import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runReadme, writeTinyLlama } from "@neftune/models/fixtures";
import { expect, test } from "vitest";

const rows = ["red", "green", "blue", "white", "black", "grey", "pink", "brown"].map((colour) => ({
  instruction: "Name a colour.",
  input: "",
  output: colour,
}));

test("the README's example runs and prints what its comment says", async () => {
  const { printed, promised } = await runReadme(join(import.meta.dirname, ".."), async (folder) => {
    await writeTinyLlama(join(folder, "model"));
    await writeFile(join(folder, "alpaca_data.json"), JSON.stringify(rows));
  });
  expect(promised).toEqual(["2 true · 4 true"]);
  expect(printed.join(" · ")).toBe(promised[0]);
});
