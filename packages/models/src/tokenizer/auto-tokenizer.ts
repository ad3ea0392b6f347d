import { access } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { CheckpointError } from "../errors.ts";

/** A tokenizer as the data sets and the trainer use it. */
export interface ModelTokenizer {
  /** Token ids, with the special tokens that the tokenizer adds by itself. */
  encode(text: string): number[];
  decode(ids: ArrayLike<number>): string;
  readonly eosTokenId: number | null;
  readonly padTokenId: number | null;
}

/** Opens tokenizers by their folder, through @huggingface/transformers. */
export const AutoTokenizer = {
  /** @throws CheckpointError when the folder has no tokenizer, or one that cannot be read */
  async fromPretrained(folder: string): Promise<ModelTokenizer> {
    const path = resolve(folder);
    await access(join(path, "tokenizer.json")).catch((cause) => {
      throw new CheckpointError(`${folder} has no tokenizer.json`, { cause });
    });
    // Loaded when first needed: it takes half a second, and rows that are tokens already need none.
    const { AutoTokenizer: Hub, env } = await import("@huggingface/transformers");
    const before = { ...env };
    Object.assign(env, { allowRemoteModels: false, allowLocalModels: true, localModelPath: dirname(path) });
    try {
      const tokenizer = await Hub.from_pretrained(basename(path), { local_files_only: true });
      const idOf = (token: unknown) =>
        typeof token === "string" ? (tokenizer.convert_tokens_to_ids([token])[0] ?? null) : null;
      return {
        encode: (text) => tokenizer.encode(text),
        decode: (ids) => tokenizer.decode(Array.from(ids), { skip_special_tokens: false }),
        eosTokenId: idOf(tokenizer.eos_token),
        padTokenId: tokenizer.pad_token_id ?? null,
      };
    } catch (cause) {
      throw new CheckpointError(`the tokenizer in ${folder} cannot be read: ${(cause as Error).message}`, { cause });
    } finally {
      Object.assign(env, before);
    }
  },
};
