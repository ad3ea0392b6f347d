import { findOpenvino, installOpenvino, removeOpenvino } from "@neftune/engine/setup";
import type { SetupTarget } from "./target.ts";

export const openvinoTarget: SetupTarget = {
  name: "openvino",
  title: "OpenVINO",
  summary: "the fastest device on x86 processors, with bfloat16; 60 MB to download, needs Python's pip",
  switches: {},
  notes: ({ NEFTUNE_OPENVINO }) => [
    "device auto takes it from now on; neftune doctor shows how fast it is",
    ...(NEFTUNE_OPENVINO ? [`NEFTUNE_OPENVINO is set and goes before it: ${NEFTUNE_OPENVINO}`] : []),
  ],
  // Where NEFTUNE_OPENVINO points counts, and nothing that could be installed beside it.
  isInstalled: async (env) => Boolean(env.NEFTUNE_OPENVINO) || (await findOpenvino(env)).found !== null,
  install: (env, _switches, options) => installOpenvino(env, options),
  remove: (env, options) => removeOpenvino(env, options),
};
