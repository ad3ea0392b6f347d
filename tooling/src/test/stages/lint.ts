import { resultOf, type Stage } from "../stage.ts";

/** Biome: formatting and lint rules. */
export const lint: Stage = {
  name: "lint",
  async run(workspace) {
    const { status, output } = await workspace.run(["biome", "check", "--max-diagnostics=none", "."]);
    return resultOf([{ name: "biome check .", passed: status === 0, output }]);
  },
};
