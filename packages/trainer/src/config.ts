/** `@neftune/trainer/config`: the settings alone, without what trains, for programs that only read or check them. */
export * as configKeys from "./config-keys/index.ts";
export { rowOptions } from "./row-options.ts";
export {
  resolveSFTConfig,
  type SFTConfig,
  type SFTConfigInput,
  sftConfigGroups,
  sftConfigKeys,
  toSnakeCase,
} from "./sft-config.ts";
export { SFTConfigError, type SFTConfigErrorDetails } from "./sft-config-error.ts";
