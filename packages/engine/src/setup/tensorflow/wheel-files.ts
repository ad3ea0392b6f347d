/** The two libraries, in the folder from which they find NVIDIA's at ../nvidia. */
const LIBRARY = /^tensorflow\/(libtensorflow_(?:cc|framework)\.so\.2)$/;

/** Headers of TensorFlow's C API and what these include, wherever a version keeps it. */
const HEADER = /^tensorflow\/(include\/(?:tensorflow\/(?:c|core\/platform|tsl)|tsl|xla\/tsl)\/.+\.h)$/;

const METADATA = /^tensorflow(?:_cpu)?-[^/]+\.dist-info\/METADATA$/;

/** Where a file of TensorFlow's wheel goes; null leaves it out. */
export function placeOf(name: string): string | null {
  const library = LIBRARY.exec(name)?.[1];
  if (library !== undefined) return `deps/lib/${library}`;
  const header = HEADER.exec(name)?.[1];
  if (header !== undefined) return `deps/${header}`;
  return METADATA.test(name) ? "METADATA" : null;
}

/** Where a file of one of NVIDIA's wheels goes: libraries and the compiler's parts, without headers. */
export function placeOfNvidia(name: string): string | null {
  return /^nvidia\//.test(name) && !/\/include\/|\.(?:a|h|hpp|py)$/.test(name) ? `deps/${name}` : null;
}

/** NVIDIA's packages that TensorFlow's metadata asks for, as pip takes them. */
export function nvidiaRequirements(metadata: string): string[] {
  const lines = metadata.matchAll(/^Requires-Dist: (nvidia-[^;\n]+);.*extra == ['"]and-cuda['"]/gm);
  return [...lines].map(([, requirement]) => requirement!.replace(/[ ()]/g, ""));
}
