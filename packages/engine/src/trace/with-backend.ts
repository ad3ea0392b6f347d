import * as tf from "@tensorflow/tfjs";

/** tfjs's engine as far as its backend goes; `backendInstance` is private in its types. */
interface BackendChoice {
  backendName: string | undefined;
  backendInstance: tf.KernelBackend | null;
}

/**
 * Calls `run` with tfjs on another backend, in a scope of its own: tensors made there are gone afterwards. tfjs's choice of
 * a backend is then as it was, also when `run` throws, and also when none had been made yet.
 *
 * @param name of a registered backend that starts without a promise
 */
export function withBackend<Result>(name: string, run: () => Result): Result {
  const engine = tf.engine() as unknown as BackendChoice;
  const previous = engine.backendName;
  // setBackend has switched by the time it returns its promise, as no backend here has to be waited for.
  void tf.setBackend(name);
  tf.engine().startScope(name);
  try {
    return run();
  } finally {
    tf.engine().endScope();
    if (previous) void tf.setBackend(previous);
    else {
      engine.backendName = undefined;
      engine.backendInstance = null;
    }
  }
}
