export { type ConfigKey, type ConfigKeys, type ConfigValues, configKey } from "./config-key.ts";
export { nearestWord } from "./nearest.ts";
export { checkValue, findKey, resolveKeys } from "./resolve-keys.ts";
export { camelCase, type KeySpelling, snakeCase, toSnakeCase } from "./spelling.ts";
export {
  boolean,
  choice,
  either,
  integer,
  names,
  nullable,
  number,
  numbers,
  text,
  type ValueType,
} from "./value-types.ts";
