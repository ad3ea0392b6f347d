import { openvinoTarget } from "./openvino.ts";
import type { SetupTarget } from "./target.ts";

/** Everything that `neftune setup` brings; dispatch, help and hints are made from this table. */
export const setupTargets: readonly SetupTarget[] = [openvinoTarget];
