import type { ConfigValues } from "./config-keys/config-key.ts";
import { resolveKeys } from "./config-keys/resolve-keys.ts";
import type { KeySpelling } from "./config-keys/spelling.ts";
import { checkTogether } from "./sft-config/check-together.ts";
import { sftConfigKeys } from "./sft-config/groups.ts";

export { toSnakeCase } from "./config-keys/spelling.ts";
export { sftConfigGroups, sftConfigKeys } from "./sft-config/groups.ts";

/** Every setting of a training run. */
export type SFTConfig = ConfigValues<typeof sftConfigKeys>;

/** What a program gives: the rest gets its default. `maxSeqLength` is an older name of `maxLength`. */
export type SFTConfigInput = Partial<SFTConfig> & { maxSeqLength?: SFTConfig["maxLength"] };

/**
 * Checks the settings and fills in the defaults.
 *
 * @param input in camelCase, or spelled as `spelling` says
 * @throws SFTConfigError that names the key, its value and what would be right; for an unknown key, the nearest known one
 */
export function resolveSFTConfig(input: SFTConfigInput = {}, spelling: KeySpelling = "camelCase"): SFTConfig {
  const config = resolveKeys(sftConfigKeys, input, spelling);
  checkTogether(config, spelling);
  return config;
}
