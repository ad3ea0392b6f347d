import { RequestError } from "../errors/request-error.ts";

const units: Readonly<Record<string, number>> = {
  ...{ B: 1, KB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12 },
  ...{ KIB: 2 ** 10, MIB: 2 ** 20, GIB: 2 ** 30, TIB: 2 ** 40 },
};

/**
 * Bytes of a size as transformers' `max_shard_size` writes it: 5GB, 500MB, 1.5GiB, or a number of bytes.
 *
 * @param key names the key in the error
 * @throws RequestError when it is none
 */
export function byteSize(text: string, key: string): number {
  const [, number, unit = "B"] = /^(\d+(?:\.\d+)?)\s*([a-z]+)?$/i.exec(text.trim()) ?? [];
  const bytes = Math.round(Number(number) * (units[unit.toUpperCase()] ?? Number.NaN));
  if (Number.isSafeInteger(bytes) && bytes > 0) return bytes;
  throw new RequestError(`${key} is ${text}, a size such as 5GB or 500MB is wanted`);
}
