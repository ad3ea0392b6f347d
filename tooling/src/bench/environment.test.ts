import { expect, test } from "vitest";
import { trainingEnvironment } from "./environment.ts";

test("benchmarks run in the environment that the command gives its training process", async () => {
  const path = new URL("../../../apps/tui/src/training/training-environment.ts", import.meta.url).href;
  const app = (await import(path)) as { trainingEnvironment: typeof trainingEnvironment };
  for (const env of [{ HOME: "/home/ada" }, { GLIBC_TUNABLES: "glibc.malloc.arena_max=1" }])
    expect(trainingEnvironment(env)).toEqual(app.trainingEnvironment(env));
});
