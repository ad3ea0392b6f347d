import type { ConfigValues } from "../config-keys/config-key.ts";
import { type KeySpelling, snakeCase } from "../config-keys/spelling.ts";
import { SFTConfigError } from "../sft-config-error.ts";
import type { batchesKeys } from "./batches.ts";
import type { rowsKeys } from "./rows.ts";

type Together = ConfigValues<Pick<typeof batchesKeys, "packing" | "evalPacking"> & Pick<typeof rowsKeys, "maxLength">>;

/**
 * Checks settings that need others.
 * @throws SFTConfigError
 */
export function checkTogether({ packing, evalPacking, maxLength }: Together, spelling: KeySpelling): void {
  if (maxLength !== null || !(packing || evalPacking)) return;
  const spell = (name: string) => (spelling === "camelCase" ? name : snakeCase(name));
  const [key, wanted] = [spell("maxLength"), "an integer from 1"];
  const needing = spell(packing ? "packing" : "evalPacking");
  throw new SFTConfigError(`${key} is null; ${needing} needs it: wanted ${wanted}, the tokens of a packed row`, {
    key,
    value: null,
    wanted,
  });
}
