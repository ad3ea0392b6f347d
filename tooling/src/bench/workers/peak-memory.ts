/** Highest resident memory of this process, in MB (10^6 bytes). */
export function peakMemoryMb(): number {
  // libuv gives kilobytes of 1024 bytes on every system.
  return (process.resourceUsage().maxRSS * 1024) / 1e6;
}
