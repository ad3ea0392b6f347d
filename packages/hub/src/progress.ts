/** What `onProgress` is told. */
export type HubProgress =
  /** The hub is asked which files there are. */
  | { phase: "resolve"; repoId: string }
  /** The hub could not be asked, and the cache serves. */
  | { phase: "cache"; repoId: string; reason: string }
  /** Another process is downloading this file. */
  | { phase: "wait"; file: string }
  /** Bytes came, or a file goes on from what an earlier download left. */
  | {
      phase: "download";
      repoId: string;
      file: string;
      /** Bytes of the file that are there. */
      bytes: number;
      /** Size of the file in bytes. */
      total: number;
      /** The same over all files of this download. */
      allBytes: number;
      allTotal: number;
    }
  /** Something broke off and is tried again. */
  | { phase: "retry"; what: string; reason: string; delayMs: number };

export type OnProgress = (progress: HubProgress) => void;
