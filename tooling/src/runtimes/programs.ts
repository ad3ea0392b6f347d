import { fileURLToPath } from "node:url";
import type { TinyInputs } from "./tiny-llama.ts";

/** A program that prints what it does as lines of JSON. */
export interface Program {
  readonly name: string;
  /** Its path and arguments. @param output a folder that it may make */
  arguments(output: string): readonly string[];
}

/** Programs that train a model on rows, on a device: one that uses the library, and the command. */
export function trainingPrograms({ model, trainFile, testFile }: TinyInputs, device: string): Program[] {
  const options = {
    model_name_or_path: model,
    train_file: trainFile,
    eval_file: testFile,
    dataset_format: "tokens",
    neftune_noise_alpha: 5,
    max_steps: 4,
    learning_rate: 1e-2,
    logging_steps: 1,
    eval_strategy: "steps",
    device,
    eval_steps: 2,
  };
  const flags = Object.entries(options).flatMap(([key, value]) => [`--${key}`, String(value)]);
  return [
    {
      name: `SFTTrainer, device ${device},`,
      arguments: (output) => [pathOf("./short-run.ts"), model, trainFile, testFile, output, device],
    },
    {
      name: `neftune train --json, device ${device},`,
      arguments: (output) => [
        pathOf("../../../apps/tui/dist/main.js"),
        "train",
        "--json",
        ...flags,
        "--output_dir",
        output,
      ],
    },
  ];
}

/** The program that reads rows from files of each kind. */
export const readingProgram: Program = {
  name: "rows of files",
  arguments: (output) => [pathOf("./read-files.ts"), output],
};

function pathOf(relative: string): string {
  return fileURLToPath(new URL(relative, import.meta.url));
}
