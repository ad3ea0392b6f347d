import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isNearDuplicate } from "./near-duplicates.ts";
import { createRandom, type Random } from "./random.ts";
import { ASSETS, SETTINGS } from "./settings.ts";
import { knowledge } from "./tasks/knowledge.ts";
import { language } from "./tasks/language.ts";
import { reading } from "./tasks/reading.ts";
import { reckoning } from "./tasks/reckoning.ts";
import type { InstructionRow } from "./tasks/task.ts";
import { writing } from "./tasks/writing.ts";

const FAMILIES = [
  { tasks: knowledge, share: 0.2 },
  { tasks: language, share: 0.22 },
  { tasks: reading, share: 0.23 },
  { tasks: reckoning, share: 0.08 },
  { tasks: writing, share: 0.27 },
];

/** Rows to train and to test on. */
export interface InstructionSplit {
  readonly train: readonly InstructionRow[];
  readonly test: readonly InstructionRow[];
}

/**
 * Draws rows from all tasks until both sides are full. Sides are drawn in the same proportions from the same tasks,
 * but no subject appears twice, and no row of one side is a near duplicate of a row anywhere.
 */
export function generateInstructions(random: Random, sizes: { train: number; test: number }): InstructionSplit {
  const rows: InstructionRow[] = [];
  const subjects = new Set<string>();
  while (rows.length < sizes.train + sizes.test) {
    const { about, ...row } = random.pick(random.pickByShare(FAMILIES).tasks)(random);
    if (subjects.has(about) || rows.some((other) => isNearDuplicate(row, other))) continue;
    subjects.add(about);
    rows.push(row);
  }
  const order = random.sample(rows, rows.length);
  return { train: order.slice(0, sizes.train), test: order.slice(sizes.train) };
}

/** The rows that the demo ships. */
export function demoInstructions(): InstructionSplit {
  return generateInstructions(createRandom(SETTINGS.instructions.seed), SETTINGS.instructions);
}

if (import.meta.main) {
  await mkdir(ASSETS, { recursive: true });
  const { train, test } = demoInstructions();
  for (const [name, rows] of Object.entries({ train, test })) {
    const path = join(ASSETS, `${name}.json`);
    await writeFile(path, `[\n${rows.map((row) => JSON.stringify(row)).join(",\n")}\n]\n`);
    console.log(`wrote ${rows.length} rows to ${path}`);
  }
}
