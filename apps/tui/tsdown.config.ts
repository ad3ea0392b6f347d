import { defineConfig } from "tsdown";

export default defineConfig({
  entry: ["src/main.ts", "src/training-process.ts", "src/probe-process.ts"],
  dts: false,
  sourcemap: true,
  fixedExtension: false,
});
