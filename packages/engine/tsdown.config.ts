import { defineConfig } from "tsdown";

export default defineConfig({
  entry: {
    index: "src/index.ts",
    devices: "src/devices/index.ts",
    graph: "src/graph/index.ts",
    setup: "src/setup/index.ts",
  },
  dts: true,
  fixedExtension: false,
  sourcemap: true,
});
