import { rowsTargets } from "./targets.ts";
import { trainingOnRows } from "./training-on-rows.ts";

/** All parameters of a small model. */
export const rows = trainingOnRows({
  name: "rows",
  model: "15M",
  what: "",
  args: {},
  peer: {},
  targets: rowsTargets,
});
