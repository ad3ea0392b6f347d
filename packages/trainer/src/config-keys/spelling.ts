/** How keys are spelled: as programs write them, or as recipes and flags do. */
export type KeySpelling = "camelCase" | "snake_case";

/** `adamBeta1` → `adam_beta1`, `loadIn4bit` → `load_in_4bit`. */
export function snakeCase(name: string): string {
  return name.replaceAll(/[A-Z]|\d(?=[a-z])/g, (first) => `_${first.toLowerCase()}`);
}

/** `adam_beta1` → `adamBeta1`, `load_in_4bit` → `loadIn4bit`. */
export function camelCase(name: string): string {
  return name.replaceAll(/_([a-z\d])/g, (_, first: string) => first.toUpperCase());
}

/** The same values under keys in snake_case, as a recipe has them. */
export function toSnakeCase(values: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [snakeCase(name), value]));
}
