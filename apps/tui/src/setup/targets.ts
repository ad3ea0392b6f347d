import { openvinoTarget } from "./openvino.ts";
import type { SetupTarget } from "./target.ts";
import { tensorflowTarget } from "./tensorflow.ts";

/** Everything that `neftune setup` brings; dispatch, help and hints are made from this table. */
export const setupTargets: readonly SetupTarget[] = [openvinoTarget, tensorflowTarget];
