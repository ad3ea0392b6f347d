import type { Device, DeviceTensor } from "@neftune/engine";
import { AdapterError } from "../errors/adapter-error.ts";
import { mergeInto } from "../programs/merge.ts";
import type { ModelParts } from "../programs/model-parts.ts";
import type { Adapter } from "./adapter.ts";

/** The adapter that a model has, if it has one: beside the weights or in them. */
export class AttachedAdapter {
  private readonly device: Device;
  private attached: Adapter | null = null;
  /** Numbers of the weights that the adapter was merged into, before it was. */
  private unmerged: ReadonlyMap<DeviceTensor, Float32Array> | null = null;

  constructor(device: Device) {
    this.device = device;
  }

  get adapter(): Adapter | null {
    return this.attached;
  }

  get isMerged(): boolean {
    return this.unmerged !== null;
  }

  /** @throws AdapterError when there is one already, or it is merged */
  attach(adapter: Adapter | null): void {
    if (this.unmerged) throw new AdapterError("the adapter is merged into the model; unmerge it first");
    if (adapter && this.attached)
      throw new AdapterError("the model has an adapter already; attach(null) takes it away");
    this.attached = adapter;
  }

  /** @throws AdapterError when there is no adapter that can be merged */
  checkMerge(isQuantized: boolean): void {
    if (!this.attached) throw new AdapterError("the model has no adapter to merge");
    if (this.unmerged) throw new AdapterError("the adapter is merged already");
    if (isQuantized)
      throw new AdapterError("the model's weights are in 4 bits, which an adapter cannot be merged into");
  }

  async merge(parts: ModelParts): Promise<void> {
    this.unmerged = await mergeInto(this.device, parts);
  }

  /** @throws AdapterError when it is not merged */
  unmerge(): void {
    if (!this.unmerged) throw new AdapterError("the model has no merged adapter");
    for (const [tensor, values] of this.unmerged) this.device.write(tensor, values);
    this.unmerged = null;
  }
}
