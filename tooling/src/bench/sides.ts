/** How numbers are computed: the word that `openDevice` takes. */
export type Precision = "float32" | "bfloat16";

/** One way to compute that is measured as ours. */
export interface Side {
  readonly device: string;
  readonly precision: Precision;
}

/** What came of opening a device in a process of its own. */
export type Probe =
  | { readonly works: true; readonly description: string; readonly precision: Precision }
  | { readonly works: false; readonly reason: string };

export interface Sides {
  readonly sides: readonly Side[];
  /** A sentence for each device that is measured, and for each side that is absent. */
  readonly remarks: readonly string[];
}

/** Tried where no device is named: those that are there to be fast. */
const usualDevices = ["cpu", "openvino", "cuda", "webgpu"];

const softwareAdapter = /swiftshader|llvmpipe|lavapipe|software/i;

export function sideName({ device, precision }: Side): string {
  return `${device} ${precision}`;
}

/** Whether a device computes on the processor, as the peers do: only those are held against them. */
export function isOnProcessor(device: string): boolean {
  return ["cpu", "openvino", "wasm", "tfjs", "tensorflow"].includes(device);
}

/**
 * The sides that can be measured.
 *
 * @param wanted devices; null for the usual ones, of which a GPU that is only a program is left out
 */
export async function findSides(
  wanted: readonly string[] | null,
  precisions: readonly Precision[],
  probe: (side: Side) => Promise<Probe>,
): Promise<Sides> {
  const sides: Side[] = [];
  const remarks: string[] = [];
  for (const device of wanted ?? usualDevices)
    for (const [index, precision] of precisions.entries()) {
      const side = { device, precision };
      const found = await probe(side);
      if (!found.works) {
        remarks.push(`${device}: absent: ${found.reason}`);
        break; // What does not open in one precision does not in another.
      }
      if (wanted === null && softwareAdapter.test(found.description)) {
        remarks.push(`${device}: left out, since no hardware is behind it: ${found.description}`);
        break;
      }
      if (index === 0) remarks.push(`${device}: ${found.description}`);
      if (found.precision === precision) sides.push(side);
      else remarks.push(`${sideName(side)}: absent: the device computes in ${found.precision} here`);
    }
  return { sides, remarks };
}

/** The first side of each device, for what does not depend on the precision. */
export function onePerDevice(sides: readonly Side[]): Side[] {
  return sides.filter((side, index) => sides.findIndex(({ device }) => device === side.device) === index);
}
