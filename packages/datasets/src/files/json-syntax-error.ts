/** The first place where a text stops being JSON. */
export interface JsonSyntaxError {
  /** Index into the text. */
  offset: number;
  /** What is wrong there, in words. */
  message: string;
}
