/**
 * Whether freed memory stays with this process: glibc was told to neither map large blocks singly nor to hand them back, by
 * `GLIBC_TUNABLES=glibc.malloc.mmap_max=0:…` in the environment that the process was started with. All programs then share one
 * heap. Otherwise every large tensor of every run would be faulted in page by page, and each program keeps an arena of its own.
 */
export function heapKeepsMemory(env: Readonly<Record<string, string | undefined>>): boolean {
  return /(^|:)glibc\.malloc\.mmap_max=0(:|$)/.test(env.GLIBC_TUNABLES ?? "");
}
