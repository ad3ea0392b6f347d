/** Why the turns of the assistant are not found in a text, as a clause about the template. */
export class AnswersNotFound extends Error {
  override readonly name = "AnswersNotFound";
}
