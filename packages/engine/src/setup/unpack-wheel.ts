import { createWriteStream } from "node:fs";
import { mkdir, open } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Writable } from "node:stream";
import { type FileEntry, Reader, ZipReader } from "@zip.js/zip.js";
import { SetupError } from "../errors/setup-error.ts";

/** Above what any runtime holds; a wheel with more is refused before anything of it is written. */
const MAX_BYTES = 16 * 2 ** 30;
const MAX_ENTRIES = 200_000;

export interface UnpackOptions {
  /** Where in the target folder a file of the wheel goes, with forward slashes; null leaves it out. */
  readonly select: (name: string) => string | null;
  readonly onBytes?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/**
 * Unpacks part of a wheel, which is a zip file, into a folder.
 *
 * @returns number of files
 * @throws SetupError when it is damaged, is larger than any runtime, or holds a name that leads out of the folder
 */
export async function unpackWheel(path: string, folder: string, options: UnpackOptions): Promise<number> {
  await using file = await open(path);
  const zip = new ZipReader(new FileReader(file, (await file.stat()).size), { useWebWorkers: false });
  try {
    return await unpackEntries(zip, folder, options);
  } catch (error) {
    options.signal?.throwIfAborted();
    if (SetupError.isInstance(error) || (error as NodeJS.ErrnoException).code !== undefined) throw error;
    throw new SetupError(`the wheel cannot be unpacked: ${(error as Error).message}`, { cause: error });
  } finally {
    await zip.close();
  }
}

async function unpackEntries(
  zip: ZipReader<unknown>,
  folder: string,
  { select, onBytes, signal }: UnpackOptions,
): Promise<number> {
  const chosen: { entry: FileEntry; to: string }[] = [];
  let entries = 0;
  for await (const entry of zip.getEntriesGenerator()) {
    if (++entries > MAX_ENTRIES) throw new SetupError(`the wheel holds more than ${MAX_ENTRIES} files`);
    refuseEscape(entry.filename);
    const to = entry.directory ? null : select(entry.filename);
    if (to !== null && !entry.directory) chosen.push({ entry, to });
  }
  const total = chosen.reduce((sum, { entry }) => sum + entry.uncompressedSize, 0);
  if (total > MAX_BYTES) throw new SetupError(`the wheel holds ${total} bytes, more than any runtime has`);
  let before = 0;
  for (const { entry, to } of chosen) {
    signal?.throwIfAborted();
    refuseEscape(to);
    await mkdir(dirname(join(folder, to)), { recursive: true });
    const target = Writable.toWeb(createWriteStream(join(folder, to), { flags: "wx" }));
    const onprogress = async (done: number) => onBytes?.(before + done, total);
    await entry.getData(target, { signal, checkSignature: true, useWebWorkers: false, onprogress });
    before += entry.uncompressedSize;
  }
  onBytes?.(total, total);
  return chosen.length;
}

/** @throws SetupError for a name that may lead out of the folder it is put in */
function refuseEscape(name: string): void {
  const parts = name.replace(/\/$/, "").split("/");
  // A backslash and a drive's colon are separators on Windows.
  if (/[\\:\0]/.test(name) || parts.some((part) => part === "" || part === "." || part === ".."))
    throw new SetupError(`the wheel holds a file with the name ${JSON.stringify(name)}: it is not unpacked`);
}

/** Reads an open file in pieces: a wheel may be larger than memory. */
class FileReader extends Reader<null> {
  private readonly file: Awaited<ReturnType<typeof open>>;

  constructor(file: Awaited<ReturnType<typeof open>>, size: number) {
    super(null);
    this.file = file;
    this.size = size;
  }

  override async readUint8Array(index: number, length: number): Promise<Uint8Array> {
    const bytes = new Uint8Array(length);
    const { bytesRead } = await this.file.read(bytes, 0, length, index);
    return bytes.subarray(0, bytesRead);
  }
}
