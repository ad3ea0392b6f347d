/** The environment of the training process: the command's own, with what makes training faster or smaller. */
export function trainingEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return { ...env };
}
