import type { SetupTarget } from "./target.ts";

/**
 * One line on what could be installed to have a faster device than the one that was taken; undefined where nothing would help.
 *
 * @param passedOver devices that `auto` would rather have taken, the fastest first
 */
export async function deviceHint(
  passedOver: readonly { requirement: string }[],
  targets: readonly SetupTarget[],
  env: NodeJS.ProcessEnv,
): Promise<string | undefined> {
  for (const { requirement } of passedOver) {
    const target = targets.find(({ name }) => requirement.startsWith(`neftune setup ${name}`));
    // What is installed and does not work is not helped by installing it.
    if (target && !(await target.isInstalled(env))) return `${target.title} would be faster: ${requirement}`;
  }
  return undefined;
}
