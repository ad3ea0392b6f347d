import type { Stage } from "../stage.ts";
export const install: Stage = { name: "install", run: async () => ({ passed: 0, failed: 0, skipped: [], output: "" }) };
