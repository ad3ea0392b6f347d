import { loadModule, packagePaths } from "./package-paths.ts";

export interface GpuAdapter {
  readonly info: { readonly vendor: string; readonly architecture: string; readonly description: string };
  readonly limits: Readonly<Record<string, number>>;
  requestDevice(descriptor: { requiredLimits: Readonly<Record<string, number>> }): Promise<object>;
}

export interface Gpu {
  requestAdapter(options: { powerPreference: "high-performance" }): Promise<GpuAdapter | null>;
}

/** npm's package `webgpu`: Dawn for Node.js. */
interface Dawn {
  create(options: readonly string[]): Gpu;
  readonly globals: Readonly<Record<string, unknown>>;
}

let dawn: Gpu | undefined;

/**
 * WebGPU of this runtime, as Deno has it, or else of the package `webgpu`.
 *
 * @throws Error when there is neither
 */
export function findGpu(): Gpu {
  const { gpu } = (globalThis.navigator ?? {}) as { gpu?: Gpu };
  if (gpu) return gpu;
  dawn ??= startDawn();
  return dawn;
}

function startDawn(): Gpu {
  const [path] = packagePaths("webgpu");
  if (path === undefined) throw new Error("this runtime has no WebGPU; on Node.js npm's package webgpu brings one");
  const { create, globals } = loadModule(path) as Dawn;
  // Names such as GPUBufferUsage, which tfjs's kernels use.
  for (const [name, value] of Object.entries(globals))
    if (!(name in globalThis)) Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  return create([]);
}
