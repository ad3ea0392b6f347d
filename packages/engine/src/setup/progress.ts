/** How far a setup is. Sizes are bytes; `total` is null where nobody told it. */
export type SetupProgress =
  /** Another process sets the same up; this one waits for it. */
  | { readonly phase: "wait" }
  /** pip is asked which file it would take. */
  | { readonly phase: "resolve"; readonly requirement: string }
  | { readonly phase: "download"; readonly file: string; readonly done: number; readonly total: number | null }
  | { readonly phase: "check"; readonly file: string }
  | { readonly phase: "unpack"; readonly file: string; readonly done: number; readonly total: number }
  /** Something is made of what was downloaded; `what` says what is being done. */
  | { readonly phase: "build"; readonly what: string };

export interface SetupOptions {
  readonly onProgress?: (progress: SetupProgress) => void;
  /** Stops the setup; what was downloaded so far is kept for the next time. */
  readonly signal?: AbortSignal;
}
