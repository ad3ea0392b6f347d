import type { Command } from "./command.ts";
import { dataCommand } from "./data.ts";
import { doctorCommand } from "./doctor.ts";
import { exportCommand } from "./export.ts";
import { generateCommand } from "./generate.ts";
import { setupCommand } from "./setup.ts";
import { trainCommand } from "./train.ts";

/** Every command; dispatch and help are made from this table. */
export const commands: readonly Command[] = [
  trainCommand,
  generateCommand,
  exportCommand,
  dataCommand,
  doctorCommand,
  setupCommand,
];
