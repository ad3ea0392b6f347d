import * as tf from "@tensorflow/tfjs";
import { expect, test, vi } from "vitest";
import { withBackend } from "../../../trace/with-backend.ts";
import { provideBackend } from "./provide-backend.ts";

class Backend extends tf.KernelBackend {}

// The first test has to find tfjs as it is when it was just loaded.

test("a backend is ready and not chosen, though its package chooses it and would go before all others", async () => {
  const load = () => {
    tf.registerBackend("eager", () => new Backend(), 9);
    void tf.setBackend("eager");
  };
  expect(await provideBackend("eager", load)).toBeInstanceOf(Backend);
  expect(tf.engine().backendName).toBeUndefined();
  tf.env().set("PROD", true);
  expect(tf.scalar(1).dataSync()[0]).toBe(1);
  expect(tf.getBackend()).toBe("cpu");
});

test("one that starts with a promise is started once, and can be switched to at once from then on", async () => {
  const factory = vi.fn(async () => new Backend());
  const load = () => void tf.registerBackend("late", factory);
  const [first, second] = await Promise.all([provideBackend("late", load), provideBackend("late", load)]);
  expect(first).toBe(second);
  expect(await provideBackend("late", load)).toBe(first);
  expect(factory).toHaveBeenCalledTimes(1);
  expect(withBackend("late", () => tf.backend())).toBe(first);
  expect(tf.getBackend()).toBe("cpu");
});

test("what fails to load or to start can be tried again", async () => {
  const failing = () => {
    throw new Error("no such library");
  };
  await expect(provideBackend("broken", failing)).rejects.toThrow("no such library");
  await expect(provideBackend("broken", () => {})).rejects.toThrow("is there a second copy of @tensorflow/tfjs?");
  const load = () => void tf.registerBackend("broken", () => new Backend());
  expect(await provideBackend("broken", load)).toBeInstanceOf(Backend);
});
