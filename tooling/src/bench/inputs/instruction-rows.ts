import { readFileSync } from "node:fs";
import { alpacaPrompt } from "@neftune/datasets";
import { createRandom } from "../../demo/random.ts";
import type { BenchContext } from "../context.ts";
import { shapes } from "./shapes.ts";
import { alpacaLikeRows } from "./token-rows.ts";

/** The same rows in two files: as ours reads them and as TRL does. */
export interface InstructionRows {
  readonly format: "alpaca" | "tokens";
  readonly ours: string;
  readonly peer: string;
}

interface AlpacaRow {
  readonly instruction: string;
  readonly input?: string;
  readonly output: string;
}

/** Alpaca's first rows, which TRL gets as prompts and completions; without the reference data, tokens as many as theirs. */
export function writeInstructionRows(context: BenchContext, count: number, maxLength: number): InstructionRows {
  const { reference } = context;
  if (!reference) {
    const rows = alpacaLikeRows(createRandom(7), shapes["15M"].vocab_size, count, maxLength);
    const path = context.writeJson("rows", rows);
    return { format: "tokens", ours: path, peer: path };
  }
  const rows = (JSON.parse(readFileSync(reference.alpaca, "utf8")) as AlpacaRow[]).slice(0, count);
  const prompts = rows.map(({ instruction, input = "", output }) =>
    alpacaPrompt({ type: "instruction", instruction, input, output }),
  );
  return {
    format: "alpaca",
    ours: context.writeJson("rows", rows),
    peer: context.writeJson("prompts", prompts),
  };
}
