import { readFile } from "node:fs/promises";

/** A process, told apart from a later one that got the same number. */
export interface ProcessIdentity {
  pid: number;
  /** When it began, in the system's own terms; null where the system does not tell. */
  started: string | null;
}

export async function identityOf(pid: number): Promise<ProcessIdentity> {
  return { pid, started: (await readStatus(pid))?.started ?? null };
}

/** Whether that very process runs. */
export async function isAlive({ pid, started }: ProcessIdentity): Promise<boolean> {
  if (!hasProcess(pid)) return false;
  const now = await readStatus(pid);
  if (now === null) return true;
  return !now.hasEnded && (started === null || now.started === started);
}

function hasProcess(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // It is somebody else's.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

interface ProcessStatus {
  started: string;
  /** It was killed, and its parent has not asked yet how it ended; in a container there may be none that ever does. */
  hasEnded: boolean;
}

/** On Linux: this boot and the clock ticks from it to the process's start, and its state: proc_pid_stat(5). */
async function readStatus(pid: number): Promise<ProcessStatus | null> {
  try {
    const [boot, status] = await Promise.all(
      ["/proc/sys/kernel/random/boot_id", `/proc/${pid}/stat`].map((path) => readFile(path, "utf8")),
    );
    // The program's name stands in brackets and may hold anything.
    const fields = status!.slice(status!.lastIndexOf(")") + 2).split(" ");
    return { started: `${boot!.trim()} ${fields[19]}`, hasEnded: /[ZX]/.test(fields[0]!) };
  } catch {
    return null;
  }
}
