import { resultOf, type Stage } from "../stage.ts";

/** TypeScript over the whole repository, and over each package as its own project says. */
export const typeCheck: Stage = {
  name: "types",
  async run(workspace) {
    const checks = [];
    for (const project of [".", ...workspace.packages.map(({ folder }) => folder)]) {
      const { status, output } = await workspace.run(["tsc", "--noEmit", "--pretty", "false", "--project", project]);
      checks.push({ name: `tsc --project ${project}`, passed: status === 0, output });
    }
    return resultOf(checks);
  },
};
