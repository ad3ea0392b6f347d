import { readFile } from "node:fs/promises";
import { z } from "zod";

const schema = z.object({ name: z.literal("neftune"), version: z.string() });

/** The command's version, from its package.json: above the source, or above what is built. */
export async function packageVersion(): Promise<string> {
  for (const place of ["../package.json", "../../package.json"]) {
    const text = await readFile(new URL(place, import.meta.url), "utf8").catch(() => null);
    const found = text === null ? null : schema.safeParse(JSON.parse(text));
    if (found?.success) return found.data.version;
  }
  return "unknown";
}
