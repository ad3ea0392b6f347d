const events = ["uncaughtException", "unhandledRejection"] as const;

/** How Emscripten's own handlers are told from those that somebody else may set meanwhile. */
const emscripten = /ExitStatus|throw reason/;

/**
 * Takes back the handlers of uncaught errors that a module built by Emscripten sets for the whole process while it starts:
 * what happens to an error that nobody caught is the program's to say.
 */
export async function withoutHandlers<Result>(start: () => Promise<Result>): Promise<Result> {
  const before = events.map((event) => new Set(process.listeners(event as "uncaughtException")));
  try {
    return await start();
  } finally {
    events.forEach((event, index) => {
      for (const listener of process.listeners(event as "uncaughtException"))
        if (!before[index]!.has(listener) && emscripten.test(String(listener))) process.off(event, listener);
    });
  }
}
