import { readFile } from "node:fs/promises";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { faultsOfPacked } from "../check-packed.ts";
import { type PackedPackage, packedPackages } from "../pack-packages.ts";
import { type Check, resultOf, type Stage } from "../stage.ts";
import type { Workspace } from "../workspace.ts";

/** The packages as they would be published: their contents, and whether programs and TypeScript find what they export. */
export const exported: Stage = {
  name: "exports",
  needs: ["build"],
  async run(workspace) {
    const checks: Check[] = [];
    for (const packed of await packedPackages(workspace)) {
      const faults = faultsOfPacked(packed);
      checks.push({ name: `contents of ${packed.json.name}`, passed: faults.length === 0, output: faults.join("\n") });
      checks.push(await checkWithPublint(packed));
      if (hasTypes(packed)) checks.push(await checkTypes(workspace, packed));
    }
    return resultOf(checks);
  },
};

async function checkWithPublint({ json, tarball }: PackedPackage): Promise<Check> {
  const { buffer } = new Uint8Array(await readFile(tarball));
  const { messages, pkg } = await publint({ pack: { tarball: buffer }, level: "warning", strict: true });
  const output = messages.map((message) => formatMessage(message, pkg, { color: false })).join("\n");
  return { name: `publint ${json.name}`, passed: messages.length === 0, output };
}

/** Are the types wrong? Only for ES modules: CommonJS and the resolution of Node 10 are not supported. */
async function checkTypes(workspace: Workspace, { json, tarball }: PackedPackage): Promise<Check> {
  const { status, output } = await workspace.run(["attw", tarball, "--profile", "esm-only", "--format", "ascii"]);
  return { name: `attw ${json.name}`, passed: status === 0, output };
}

/** A package that is only a command exports nothing with types. */
function hasTypes({ json }: PackedPackage): boolean {
  return Object.values(json.exports ?? {}).some((target) => typeof target !== "string" && target.types !== undefined);
}
