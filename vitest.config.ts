import { defineConfig } from "vitest/config";
import { webgpuEnvironment } from "./tooling/src/test/webgpu-environment.ts";

const onWebgpu = ["packages/*/src/**/*.webgpu.test.ts", "apps/*/src/**/*.webgpu.test.ts"];

export default defineConfig({
  resolve: { conditions: ["@neftune/source"] },
  ssr: { resolve: { conditions: ["@neftune/source"], externalConditions: ["@neftune/source"] } },
  test: {
    // Far above what any test needs: machines that do much else at a time stand still for a minute.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: "all",
          include: ["packages/*/src/**/*.test.ts", "apps/*/src/**/*.test.{ts,tsx}", "tooling/src/**/*.test.ts"],
          exclude: onWebgpu,
        },
      },
      {
        extends: true,
        // Vulkan's loader is found by what a process is started with.
        test: { name: "webgpu", include: onWebgpu, pool: "forks", env: webgpuEnvironment(process.env) },
      },
    ],
  },
});
