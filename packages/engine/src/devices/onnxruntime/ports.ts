import type { DeviceTensor, Program, TensorSignature } from "../../device.ts";
import { DeviceError } from "../../errors/device-error.ts";

type Signatures = Program["inputs"];

/** An input or output, with all that a run needs to know of it. */
export interface Port extends TensorSignature {
  readonly name: string;
  /** As the session calls it; null where it does not want it. */
  readonly sessionName: string | null;
  /** As errors call it. */
  readonly label: string;
}

/** onnxruntime drops inputs that nothing reads and refuses to be fed them. */
export function ports(
  signatures: Signatures,
  kind: "input" | "output",
  nameInSession: (name: string) => string,
  known: readonly string[],
): Port[] {
  return Object.entries(signatures).map(([name, { shape, dtype }]) => {
    const sessionName = nameInSession(name);
    return {
      name,
      shape,
      dtype,
      sessionName: known.includes(sessionName) ? sessionName : null,
      label: `${kind} ${name}`,
    };
  });
}

/** @throws DeviceError when `given` names what the program does not compute */
export function requireKnownOutputs(outputs: Signatures, given: Readonly<Record<string, DeviceTensor>>): void {
  for (const name in given)
    if (!Object.hasOwn(outputs, name)) throw new DeviceError(`the program has no output ${name}`);
}
