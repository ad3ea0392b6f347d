import { resultOf, type Stage } from "../stage.ts";

/** Every package's dist, as `pnpm build` makes it. */
export const build: Stage = {
  name: "build",
  async run(workspace) {
    const { status, output } = await workspace.pnpm("run", "build");
    return resultOf([{ name: "pnpm build", passed: status === 0, output }]);
  },
};
