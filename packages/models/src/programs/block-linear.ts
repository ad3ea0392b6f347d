import type * as tf from "@tensorflow/tfjs";
import type { Architecture, BlockContext } from "../architectures/architecture.ts";
import { conv1d, linear } from "../layers/linear.ts";

/** `BlockContext.linear` over a block's parameters by short name. */
export function blockLinear(
  architecture: Architecture,
  tensors: Readonly<Record<string, tf.Tensor>>,
): BlockContext["linear"] {
  const specs = architecture.blockParameters(0);
  const isConv1d = (name: string) => {
    const spec = specs[name]!;
    return ("stack" in spec ? spec.stack[0]! : spec).linear === "conv1d";
  };
  return (name, x) => (isConv1d(name) ? conv1d : linear)(x, tensors[name]!, tensors[`${name}Bias`]);
}
