import { inParallel } from "../in-parallel.ts";
import { resultOf, type Stage } from "../stage.ts";

/** TypeScript over the whole repository, and over each package as its own project says. */
export const typeCheck: Stage = {
  name: "types",
  async run(workspace) {
    const projects = [".", ...workspace.packages.map(({ folder }) => folder)];
    const checks = await inParallel(projects, 2, async (project) => {
      const { status, output } = await workspace.run(["tsc", "--noEmit", "--pretty", "false", "--project", project]);
      return { name: `tsc --project ${project}`, passed: status === 0, output };
    });
    return resultOf(checks);
  },
};
