/**
 * The environment of the command's training process, so that what is measured is what a run gets. The app keeps it to itself, as
 * every setting of its processes; a test holds the two together.
 */
export function trainingEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return {
    GLIBC_TUNABLES: "glibc.malloc.hugetlb=1:glibc.malloc.mmap_max=0:glibc.malloc.trim_threshold=4294967296",
    ...env,
  };
}
