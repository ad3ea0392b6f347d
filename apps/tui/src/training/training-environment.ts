/**
 * Settings of glibc's allocator for the training process: large pages, and freed memory kept for the next step instead of being
 * handed back and faulted in again. Other C libraries ignore them.
 */
const allocator = "glibc.malloc.hugetlb=1:glibc.malloc.mmap_max=0:glibc.malloc.trim_threshold=4294967296";

/** The environment of the training process: the command's own, with what makes training faster. */
export function trainingEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return { GLIBC_TUNABLES: allocator, ...env };
}
