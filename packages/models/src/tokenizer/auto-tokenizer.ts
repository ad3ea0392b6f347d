import { type HubOptions, resolveSource, tokenizerFiles } from "@neftune/hub";
import { CheckpointError } from "../errors/checkpoint-error.ts";
import { chatTemplateOf, hasTemplate, renderChatTemplate } from "./chat-template.ts";
import { createFastEncoder } from "./fast/fast-encoder.ts";
import { createLibraryTokenizer } from "./library-tokenizer.ts";
import type { ModelTokenizer } from "./model-tokenizer.ts";
import { readTokenizerFiles, type TokenizerFiles } from "./tokenizer-files.ts";

/** Opens tokenizers by their place or their name on the hub. What is faster than @huggingface/transformers is done here, the rest by it. */
export const AutoTokenizer = {
  /**
   * Reads a tokenizer as it lies on the hub: tokenizer.json, or vocab.json and merges.txt, or sentencepiece's tokenizer.model,
   * or one inside a GGUF file.
   *
   * @param nameOrPath path of a folder or of a .gguf file, else a name on the hub
   * @param hub of the download
   * @throws HubError when there is neither a folder nor such a repository, or it cannot be downloaded
   * @throws CheckpointError when there is no tokenizer, or one that cannot be read
   */
  async fromPretrained(nameOrPath: string, hub: HubOptions = {}): Promise<ModelTokenizer> {
    return createTokenizer(
      await readTokenizerFiles(await resolveSource(nameOrPath, { ...hub, files: tokenizerFiles })),
    );
  },
};

/** @throws CheckpointError when the library cannot make a tokenizer of these files */
async function createTokenizer(files: TokenizerFiles): Promise<ModelTokenizer> {
  const { path, json, config } = files;
  const unreadable = (cause: unknown) =>
    new CheckpointError(`the tokenizer in ${path} cannot be read: ${(cause as Error).message}`, { cause });
  try {
    const fast = createFastEncoder(json);
    const tokenizer = await createLibraryTokenizer(files, { encodes: fast === null });
    const idOf = (token: unknown) =>
      typeof token === "string" ? (tokenizer.convert_tokens_to_ids([token])[0] ?? null) : null;
    // It takes away spaces that byte-pair encodings have right; transformers 5 does not do it to them either.
    const cleanUp = json.model.type !== "BPE" && config.clean_up_tokenization_spaces === true;
    return {
      encode: (text, { addSpecialTokens = true } = {}) => {
        if (fast) return fast.encode(text, addSpecialTokens);
        try {
          return tokenizer.encode(text, { add_special_tokens: addSpecialTokens });
        } catch (cause) {
          // A file whose parts do not fit together shows it only here.
          throw unreadable(cause);
        }
      },
      decode: (ids, { skipSpecialTokens = false } = {}) => {
        // The library takes an empty list for a mistake.
        if (ids.length === 0) return "";
        return tokenizer.decode(Array.from(ids), {
          skip_special_tokens: skipSpecialTokens,
          clean_up_tokenization_spaces: cleanUp,
        });
      },
      applyChatTemplate: (messages, options) => renderChatTemplate(tokenizer, path, messages, options),
      getChatTemplate: (options) => chatTemplateOf(tokenizer, path, options),
      hasChatTemplate: hasTemplate(tokenizer),
      bosTokenId: idOf(tokenizer.bos_token),
      eosTokenId: idOf(tokenizer.eos_token),
      padTokenId: idOf(tokenizer.pad_token),
    };
  } catch (cause) {
    throw unreadable(cause);
  }
}
