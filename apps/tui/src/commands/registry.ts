import type { Command } from "./command.ts";
import { doctorCommand } from "./doctor.ts";
import { generateCommand } from "./generate.ts";
import { setupCommand } from "./setup.ts";
import { trainCommand } from "./train.ts";

/** Every command; dispatch and help are made from this table. */
export const commands: readonly Command[] = [trainCommand, generateCommand, doctorCommand, setupCommand];
