import { cpSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { writeTinyInputs } from "../../runtimes/tiny-llama.ts";
import { packedPackages } from "../pack-packages.ts";
import { type Check, resultOf, type Stage } from "../stage.ts";
import type { Workspace } from "../workspace.ts";

const examplesFolder = fileURLToPath(new URL("../../install/examples", import.meta.url));

const compilerOptions = ["--noEmit", "--strict", "--skipLibCheck", "--target", "es2024", "--module", "nodenext"];
const compilerLibraries = ["--lib", "es2024,esnext.disposable", "--types", "node"];

/** What somebody has who installs the packages: npm puts them into a project elsewhere, which uses each of them and the command. */
export const install: Stage = {
  name: "install",
  needs: ["build"],
  async run(workspace) {
    const project = join(workspace.temporary, "install");
    cpSync(examplesFolder, project, { recursive: true });
    writeFileSync(join(project, "package.json"), JSON.stringify({ private: true, type: "module" }));
    await writeTinyInputs(project);

    const check = checkIn(project, workspace);
    const tarballs = (await packedPackages(workspace)).map(({ tarball }) => tarball);
    // The only install script among the dependencies fetches CUDA, which nothing here needs.
    const options = ["--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"];
    const installed = await check("npm install", "npm", "install", ...options, ...tarballs);
    if (!installed.passed) return resultOf([installed]);

    const examples = readdirSync(examplesFolder);
    const typeRoots = ["--typeRoots", join(workspace.root, "node_modules/@types")];
    const checks = [
      installed,
      await check("types of the examples", "tsc", ...compilerOptions, ...compilerLibraries, ...typeRoots, ...examples),
    ];
    for (const example of examples) checks.push(await check(`example ${example}`, process.execPath, example));
    checks.push(await check("npx neftune --help", "npx", "--no-install", "neftune", "--help"));
    const demo = ["train", "demo", "--max_steps", "2", "--output_dir", "out"];
    checks.push(await check("npx neftune train demo", "npx", "--no-install", "neftune", ...demo));
    return resultOf(checks);
  },
};

/** A check is a program that ends with 0 and has something to say, unless it is the compiler. */
function checkIn(cwd: string, workspace: Workspace) {
  return async (name: string, ...command: [string, ...string[]]): Promise<Check> => {
    const { status, stdout, output } = await workspace.run(command, { cwd });
    return { name, passed: status === 0 && (stdout.trim() !== "" || command[0] === "tsc"), output };
  };
}
