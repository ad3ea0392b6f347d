import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { conditions: ["@neftune/source"] },
  ssr: { resolve: { conditions: ["@neftune/source"], externalConditions: ["@neftune/source"] } },
  test: {
    include: ["packages/*/src/**/*.test.ts", "apps/*/src/**/*.test.{ts,tsx}", "tooling/src/**/*.test.ts"],
    testTimeout: 60_000,
    maxWorkers: 2,
  },
});
