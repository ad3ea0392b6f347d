import { readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const library = "libonnxruntime_providers_cuda.so";

/**
 * The CUDA provider's library, which is not in the npm package of onnxruntime-node.
 *
 * @throws Error when it is not there; the message says how to get it
 */
export function findCudaProvider(platform: string, architecture: string, root = packageRoot()): string {
  if (platform !== "linux" || architecture !== "x64")
    throw new Error("onnxruntime-node has a CUDA provider for Linux on x64 only");
  const binaries = join(root, "bin");
  for (const interfaceVersion of readdirSync(binaries)) {
    const folder = join(binaries, interfaceVersion, platform, architecture);
    if (readdirSync(folder).includes(library)) return join(folder, library);
  }
  throw new Error(
    `onnxruntime's CUDA provider (${library}) is not installed. The install script of onnxruntime-node downloads it: ` +
      `ONNXRUNTIME_NODE_INSTALL=cuda12 node ${join(root, "script", "install.js")}. It needs NVIDIA's driver, CUDA 12 and cuDNN 9`,
  );
}

function packageRoot(): string {
  return dirname(createRequire(import.meta.url).resolve("onnxruntime-node/package.json"));
}
