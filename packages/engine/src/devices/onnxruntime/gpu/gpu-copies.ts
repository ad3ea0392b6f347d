import { type InferenceSession, Tensor } from "onnxruntime-node";
import { allocate, type DataType, type TypedArray } from "../../../dtype.ts";
import { type CopyOperator, copyInputs, copyModel } from "./copy-model.ts";
import { GpuBuffer } from "./gpu-buffer.ts";

/** Bytes that went between the host's memory and the GPU's. */
export interface Transfers {
  readonly uploaded: number;
  readonly downloaded: number;
}

/** Where a session's outputs are to lie. */
export type OutputLocation = "cpu" | "gpu-buffer";

/** Makes a session of the device's provider. */
export type SessionMaker = (model: Uint8Array, location: OutputLocation) => Promise<InferenceSession>;

/** Most tensors that are put together at once. */
const widest = 8;

/**
 * Copies to, from and on the GPU. onnxruntime's tensors there can neither be read, nor written, nor looked at in part, but
 * sessions of a single operator can do all that.
 */
export class GpuCopies {
  private readonly create: SessionMaker;
  private readonly sessions = new Map<string, Promise<InferenceSession>>();
  private uploaded = 0;
  private downloaded = 0;

  constructor(create: SessionMaker) {
    this.create = create;
  }

  /** So far. */
  get transfers(): Transfers {
    return { uploaded: this.uploaded, downloaded: this.downloaded };
  }

  /** @param dtype the array's own, or int32 for bytes */
  async upload(array: TypedArray, dtype: DataType): Promise<GpuBuffer> {
    const isWider = dtype === "int32" && array instanceof Uint8Array;
    const elements = isWider ? Int32Array.from(array) : array;
    this.uploaded += elements.byteLength;
    return this.run("Identity", dtype, [new Tensor(dtype, elements as Float32Array, [elements.length])]);
  }

  async download(buffer: GpuBuffer, dtype: DataType, into: TypedArray): Promise<void> {
    this.downloaded += into.byteLength;
    const session = await this.session("Identity", dtype, 1, "cpu");
    const { y } = await session.run({ x: buffer.as([buffer.size]) });
    into.set(y!.data as TypedArray);
  }

  async zeros(size: number, dtype: DataType): Promise<GpuBuffer> {
    const zero = new Tensor(dtype, allocate(dtype, 1) as Float32Array, [1]);
    return this.run("Expand", dtype, [zero, position(size)]);
  }

  /** The elements from `begin` up to `end`. */
  async slice(buffer: GpuBuffer, dtype: DataType, begin: number, end: number): Promise<GpuBuffer> {
    return this.run("Slice", dtype, [buffer.as([buffer.size]), position(begin), position(end)]);
  }

  async concat(buffers: readonly GpuBuffer[], dtype: DataType): Promise<GpuBuffer> {
    if (buffers.length === 1) return buffers[0]!.retain();
    const groups = Math.ceil(buffers.length / widest);
    const parts: GpuBuffer[] = [];
    for (let group = 0; group < groups; group++) {
      const members = buffers.slice(group * widest, (group + 1) * widest);
      if (members.length === 1) parts.push(members[0]!.retain());
      else
        parts.push(
          await this.run(
            "Concat",
            dtype,
            members.map((buffer) => buffer.as([buffer.size])),
          ),
        );
    }
    const whole = await this.concat(parts, dtype);
    for (const part of parts) part.release();
    return whole;
  }

  async dispose(): Promise<void> {
    const sessions = [...this.sessions.values()];
    this.sessions.clear();
    for (const session of sessions) await session.then((made) => made.release());
  }

  private async run(operator: CopyOperator, dtype: DataType, inputs: readonly Tensor[]): Promise<GpuBuffer> {
    const session = await this.session(operator, dtype, inputs.length, "gpu-buffer");
    const names = copyInputs(operator, inputs.length);
    const { y } = await session.run(Object.fromEntries(names.map((name, index) => [name, inputs[index]!])));
    return new GpuBuffer(y!);
  }

  private session(
    operator: CopyOperator,
    dtype: DataType,
    count: number,
    location: OutputLocation,
  ): Promise<InferenceSession> {
    const key = `${operator} ${dtype} ${count} ${location}`;
    let session = this.sessions.get(key);
    if (!session) {
      session = this.create(copyModel(operator, dtype, count), location);
      this.sessions.set(key, session);
      // One that could not be made is nothing to release.
      session.catch(() => this.sessions.delete(key));
    }
    return session;
  }
}

function position(value: number): Tensor {
  return new Tensor("int64", BigInt64Array.of(BigInt(value)), [1]);
}
