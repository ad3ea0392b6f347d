import { createRequire } from "node:module";
import { join } from "node:path";
import * as tfjs from "@tensorflow/tfjs";
import { findTensorflow } from "../../../setup/tensorflow/find.ts";
import { withHostTfjs } from "../../../setup/tensorflow/host-tfjs.ts";
import { packageVersion } from "../../package-version.ts";
import { loadModule, packagePaths } from "./package-paths.ts";

const packageNames = ["@tensorflow/tfjs-node-gpu", "@tensorflow/tfjs-node"];

/** A package that registers the backend `tensorflow` when it is loaded. */
export interface TensorflowAddon {
  /** Where it is, in words. */
  readonly place: string;
  readonly load: () => unknown;
}

/** Those that the user has installed, then those that `setup` brought. */
export async function findAddons(): Promise<TensorflowAddon[]> {
  const installed = packageNames.flatMap(packagePaths).map((path) => ({ place: path, load: () => loadModule(path) }));
  const cached = (await findTensorflow(process.env)).map(({ folder, packageName }) => ({
    place: folder,
    load: () => withHostTfjs(tfjs, () => createRequire(join(folder, "package.json"))(packageName)),
  }));
  return [...installed, ...cached];
}

/** Of the package that is installed, else of TensorFlow in our cache; null where there is neither. */
export async function tensorflowVersion(): Promise<string | null> {
  const [cached] = await findTensorflow(process.env);
  const installed = packageNames.map(packageVersion).find((version) => version !== null);
  return installed ?? cached?.version ?? null;
}
