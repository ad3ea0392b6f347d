import * as tf from "@tensorflow/tfjs";

/** tfjs's engine as far as its backends go; all of these are private in its types. */
interface BackendRegistry {
  backendName: string | undefined;
  backendInstance: tf.KernelBackend | null;
  readonly registry: Record<string, tf.KernelBackend>;
  readonly registryFactory: Record<string, { factory: BackendFactory; priority: number }>;
}

type BackendFactory = () => tf.KernelBackend | Promise<tf.KernelBackend>;

const starting = new Map<string, Promise<tf.KernelBackend>>();

/**
 * Has a backend ready to run, so that `withBackend` can switch to it at once. It is not chosen: neither now, nor by tfjs itself
 * where nobody chooses. One that is running already is taken as it is.
 *
 * @param load makes tfjs know the backend, synchronously
 */
export function provideBackend(name: string, load: () => void): Promise<tf.KernelBackend> {
  const pending = starting.get(name);
  if (pending) return pending;
  const started = start(name, load).finally(() => starting.delete(name));
  starting.set(name, started);
  return started;
}

async function start(name: string, load: () => void): Promise<tf.KernelBackend> {
  const engine = tf.engine() as unknown as BackendRegistry;
  const isKnown = name in engine.registryFactory;
  if (!isKnown) keepChoice(engine, load);
  const entry = engine.registryFactory[name];
  if (!entry)
    throw new Error(`tfjs did not get to know its backend ${name}: is there a second copy of @tensorflow/tfjs?`);
  // tfjs takes the highest where nobody chooses; its cpu backend has 1.
  if (!isKnown) entry.priority = 0;
  engine.registry[name] ??= await entry.factory();
  return engine.registry[name];
}

/** Some packages choose their backend as soon as they are loaded. */
function keepChoice(engine: BackendRegistry, load: () => void): void {
  const { backendName, backendInstance } = engine;
  try {
    load();
  } finally {
    engine.backendName = backendName;
    engine.backendInstance = backendInstance;
  }
}
