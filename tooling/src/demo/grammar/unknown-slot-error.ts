/** A template names a class, a cell or a rule that does not exist. */
export class UnknownSlotError extends Error {
  override readonly name = "UnknownSlotError";

  constructor(slot: string, options?: ErrorOptions) {
    super(`there is nothing called "${slot}" to fill in`, options);
  }
}
