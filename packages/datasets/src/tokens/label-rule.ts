import type { Template } from "../templates/template.ts";

/** The two settings as they were given; null decides by the row. */
export interface LossSettings {
  /** Whether the prompt is ignored. Null does so where a row has one. */
  readonly completionOnlyLoss: boolean | null;
  /** Whether only turns of the assistant are trained. Null does so where the template is written in pieces. */
  readonly assistantOnlyLoss: boolean | null;
}

/** What is trained of a row; with both, what both leave. */
export interface LabelRule {
  /** Only what follows the prompt, for a row that has one. */
  readonly completionOnly: boolean;
  /** Only what the assistant wrote. */
  readonly answersOnly: boolean;
}

/**
 * Under a chat template TRL's rules: a prompt is not trained; of a conversation without one everything is, unless `assistantOnlyLoss`
 * says otherwise. Under templates in pieces those of the trainers that they come from: answers alone are. `completionOnlyLoss: true` makes
 * answers the completion of a conversation without a prompt, `false` trains all.
 */
export function labelRule(
  { completionOnlyLoss, assistantOnlyLoss }: LossSettings,
  kind: Template["kind"],
  hasPrompt: boolean,
): LabelRule {
  const byDefault = kind === "pieces" ? completionOnlyLoss !== false : completionOnlyLoss === true && !hasPrompt;
  return { completionOnly: hasPrompt && completionOnlyLoss !== false, answersOnly: assistantOnlyLoss ?? byDefault };
}
