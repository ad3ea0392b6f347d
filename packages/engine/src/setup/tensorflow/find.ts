import type { Environment } from "../environment.ts";
import { findInstallation, type Installation } from "../installation.ts";
import { tensorflowCpu, tensorflowGpu } from "./runtime.ts";

export interface FoundTensorflow extends Installation {
  /** npm's package, in the folder's node_modules. */
  readonly packageName: string;
}

/** What `installTensorflow` brought, the one for GPUs first. */
export async function findTensorflow(env: Environment): Promise<FoundTensorflow[]> {
  const found: FoundTensorflow[] = [];
  for (const { name, packageName } of [tensorflowGpu, tensorflowCpu]) {
    const installation = await findInstallation(name, env);
    if (installation) found.push({ ...installation, packageName });
  }
  return found;
}
