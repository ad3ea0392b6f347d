import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { unpack } from "@publint/pack";
import type { PackageJson, Workspace } from "./workspace.ts";

/** A package as npm would get it. */
export interface PackedPackage {
  /** package.json as published: `publishConfig` applied, versions in place of `workspace:` and `catalog:`. */
  readonly json: PackageJson;
  /** Path of the tarball. */
  readonly tarball: string;
  /** Contents by path, without the tarball's own folder. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

const packed = new WeakMap<Workspace, Promise<PackedPackage[]>>();

/** Every package that is for publishing, as `pnpm publish` packs it from what is built; packed once a workspace. */
export function packedPackages(workspace: Workspace): Promise<readonly PackedPackage[]> {
  const packing = packed.get(workspace) ?? packPackages(workspace);
  packed.set(workspace, packing);
  return packing;
}

async function packPackages(workspace: Workspace): Promise<PackedPackage[]> {
  const folder = join(workspace.temporary, "tarballs");
  const filters = workspace.published.flatMap(({ json }) => ["--filter", json.name]);
  const { status, stdout, output } = await workspace.pnpm(...filters, "pack", "--json", "--pack-destination", folder);
  if (status !== 0) throw new Error(`the packages could not be packed\n${output}`);
  const tarballs = JSON.parse(stdout.slice(stdout.indexOf("["))) as { filename: string }[];
  return Promise.all(tarballs.map(({ filename }) => readTarball(filename)));
}

async function readTarball(tarball: string): Promise<PackedPackage> {
  const { files, rootDir } = await unpack(await readFile(tarball));
  const contents = new Map(files.map(({ name, data }) => [name.slice(rootDir.length + 1), data]));
  return { tarball, files: contents, json: JSON.parse(textOf(contents, "package.json")) };
}

/** A packed file as text. */
export function textOf(files: PackedPackage["files"], path: string): string {
  return new TextDecoder().decode(files.get(path));
}
