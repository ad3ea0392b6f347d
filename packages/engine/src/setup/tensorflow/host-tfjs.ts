/** Name of the symbol under which the packages in our cache find the tfjs that loads them. */
export const HOST_TFJS = "@neftune/engine/tfjs";

/** What stands in the cache where @tensorflow/tfjs would: without it, there were two copies of tfjs in one program. */
export const HOST_TFJS_SOURCE = `module.exports = globalThis[Symbol.for(${JSON.stringify(HOST_TFJS)})];\n`;

/** Loads modules that get `tfjs` for @tensorflow/tfjs. */
export function withHostTfjs<Result>(tfjs: object, load: () => Result): Result {
  const host = globalThis as Record<symbol, unknown>;
  const symbol = Symbol.for(HOST_TFJS);
  host[symbol] = tfjs;
  try {
    return load();
  } finally {
    delete host[symbol];
  }
}
