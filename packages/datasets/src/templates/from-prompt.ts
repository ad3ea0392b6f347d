import { DatasetError } from "../dataset-error.ts";
import type { PieceTemplate, PromptTemplate } from "./template.ts";

/** A function that makes a prompt of an instruction, as a template. */
export function fromPrompt(template: PromptTemplate): PieceTemplate {
  return {
    kind: "pieces",
    pieces: (sample) => {
      if (sample.type === "instruction") return [template(sample)];
      throw new DatasetError("the row is a conversation, and the template is a function of an instruction");
    },
  };
}
