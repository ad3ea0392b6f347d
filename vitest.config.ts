import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { conditions: ["@neftune/source"] },
  ssr: { resolve: { conditions: ["@neftune/source"], externalConditions: ["@neftune/source"] } },
  test: {
    include: ["packages/*/src/**/*.test.ts", "apps/*/src/**/*.test.{ts,tsx}", "tooling/src/**/*.test.ts"],
    // Far above what any test needs: machines that do much else at a time stand still for a minute.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    maxWorkers: 2,
  },
});
