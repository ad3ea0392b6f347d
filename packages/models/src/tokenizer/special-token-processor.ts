import type { TokenizerConfig } from "./special-tokens.ts";
import { idsOf } from "./special-tokens.ts";
import type { Step, TokenizerJson } from "./tokenizer-json.ts";

/**
 * The tokenizer with `add_bos_token` and `add_eos_token` of its configuration built in, as Python's transformers does:
 * where one of them is said, it counts and not what tokenizer.json has; one that is not said stays as it is.
 */
export function withSpecialTokenProcessor(json: TokenizerJson, config: TokenizerConfig): TokenizerJson {
  const { add_bos_token: addBos, add_eos_token: addEos } = config;
  if (typeof addBos !== "boolean" && typeof addEos !== "boolean") return json;
  const now = processedTokens(json.post_processor);
  const ids = idsOf(json);
  const tokens = (add: unknown, key: string, current: string[]) => {
    if (typeof add !== "boolean") return current;
    const token = config[key];
    return add && typeof token === "string" && ids.has(token) ? [token] : [];
  };
  const before = tokens(addBos, "bos_token", now.before);
  const after = tokens(addEos, "eos_token", now.after);
  const specialToken = (id: string) => ({ SpecialToken: { id, type_id: 0 } });
  const entries = [...before, ...after].map((id) => [id, { id, ids: [ids.get(id) ?? 0], tokens: [id] }]);
  const single = [...before.map(specialToken), { Sequence: { id: "A", type_id: 0 } }, ...after.map(specialToken)];
  const pair = [...single, { Sequence: { id: "B", type_id: 0 } }];
  const post_processor = { type: "TemplateProcessing", single, pair, special_tokens: Object.fromEntries(entries) };
  return { ...json, post_processor };
}

/** The special tokens that a post-processor puts before and behind a text. */
export function processedTokens(step: Step | null): { before: string[]; after: string[] } {
  const steps = step?.type === "Sequence" ? ((step.processors ?? []) as Step[]) : step ? [step] : [];
  const template = steps.find(({ type }) => type === "TemplateProcessing");
  const before: string[] = [];
  const after: string[] = [];
  let side = before;
  for (const item of (template?.single ?? []) as { SpecialToken?: { id: string } }[]) {
    if (item.SpecialToken) side.push(item.SpecialToken.id);
    else side = after;
  }
  return { before, after };
}
