import { DatasetError } from "../dataset-error.ts";
import { isDataFileName } from "../files/data-file-name.ts";
import { filePattern } from "./file-pattern.ts";
import type { ReadmeConfig } from "./readme-configs.ts";
import { type SplitFiles, splitsByName } from "./splits-by-name.ts";

/**
 * The files of each split of a data set.
 * @param names Files of the repository
 * @param configs What its README says of them
 * @param wanted The configuration; null takes the default one
 * @throws DatasetError where there are several and none is the default, or none of that name
 */
export function chooseFiles(
  names: readonly string[],
  configs: readonly ReadmeConfig[],
  wanted: string | null,
): SplitFiles {
  if (configs.length === 0) {
    if (wanted === null || wanted === "default") return splitsByName(names);
    const inFolder = splitsByName(names.filter((name) => name.startsWith(`${wanted}/`)));
    if (inFolder.size > 0) return inFolder;
    throw new DatasetError(`it has no configuration ${JSON.stringify(wanted)}; leave dataset_config out`);
  }
  const { files, folder } = chooseConfig(configs, wanted);
  const below = folder === "" ? "" : `${folder}/`;
  if (files === null) return splitsByName(names.filter((name) => name.startsWith(below)));
  const chosen = new Map<string, string[]>();
  for (const [split, patterns] of files) {
    // A README's pattern such as data/* may catch what is no rows; a file that it names is meant.
    const matches = patterns
      .map((pattern) => below + pattern.replace(/^\.\//, ""))
      .flatMap((pattern) => {
        if (names.includes(pattern)) return [pattern];
        const matcher = filePattern(pattern);
        return names.filter((name) => matcher.test(name) && isDataFileName(name)).sort();
      });
    if (matches.length > 0) chosen.set(split, [...new Set(matches)]);
  }
  return chosen;
}

function chooseConfig(configs: readonly ReadmeConfig[], wanted: string | null): ReadmeConfig {
  const names = configs
    .map(({ name }) => name)
    .slice(0, 20)
    .join(", ");
  const found =
    wanted !== null
      ? configs.find(({ name }) => name === wanted)
      : (configs.find(({ isDefault }) => isDefault) ??
        configs.find(({ name }) => name === "default") ??
        (configs.length === 1 ? configs[0] : undefined));
  if (found !== undefined) return found;
  throw new DatasetError(
    wanted === null
      ? `it has several configurations; name one as dataset_config: ${names}`
      : `it has no configuration ${JSON.stringify(wanted)}; it has ${names}`,
  );
}
