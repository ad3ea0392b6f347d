/** What a key does on the screen of a run. */
export type KeyAction = "interrupt" | "stop" | "help";

export interface KeyBinding {
  /** As shown. */
  name: string;
  /** What the terminal sends. */
  input: string;
  ctrl: boolean;
  action: KeyAction;
  /** Word in the line at the bottom; none for a key that is left to the help. */
  label?: string;
  help: string;
}

/** Every key: dispatch, the line at the bottom and the help are all made from this table. */
export const keyBindings: readonly KeyBinding[] = [
  {
    name: "q",
    input: "q",
    ctrl: false,
    action: "stop",
    label: "stop",
    help: "stop after this step and write a checkpoint",
  },
  {
    name: "Ctrl-C",
    input: "c",
    ctrl: true,
    action: "interrupt",
    help: "the same; once more ends at once, without a checkpoint",
  },
  { name: "?", input: "?", ctrl: false, action: "help", label: "help", help: "this page, and back" },
];

export function keyAction(input: string, { ctrl }: { ctrl: boolean }): KeyAction | undefined {
  return keyBindings.find((binding) => binding.input === input && binding.ctrl === ctrl)?.action;
}
