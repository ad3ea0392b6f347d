import koffi from "koffi";
import type { DataType, TypedArray } from "../../dtype.ts";
import { DeviceError } from "../../errors/device-error.ts";

type TypeSpec = Parameters<typeof koffi.out>[0];

/** Something of OpenVINO's, by its address. */
export type Handle = bigint & { readonly __handle: unique symbol };

/** ov_element_type_e of OpenVINO's C API (openvino/c/ov_common.h). */
const elementTypes: Record<DataType, number> = { bool: 1, float32: 4, int32: 9, uint8: 16 };

/** OpenVINO's C API (libopenvino_c) as far as devices need it. Every failure is a DeviceError with OpenVINO's own message. */
export interface OpenvinoLibrary {
  readonly version: string;
  createCore(): Handle;
  freeCore(core: Handle): void;
  availableDevices(core: Handle): string[];
  /** A property of a device, as text. */
  property(core: Handle, device: string, key: string): string;
  /** Compiles the bytes of an .onnx file. */
  compile(core: Handle, onnx: Uint8Array, device: string, properties: Readonly<Record<string, string>>): Handle;
  freeCompiled(model: Handle): void;
  createRequest(model: Handle): Handle;
  freeRequest(request: Handle): void;
  /**
   * A tensor over memory that stays the caller's and has to be kept for as long as a request may use the tensor.
   *
   * @param array null for a tensor that nothing may be read from or written to
   */
  createTensor(array: TypedArray | null, shape: readonly number[], dtype: DataType): Handle;
  freeTensor(tensor: Handle): void;
  /** @param name from `portName` */
  setTensor(request: Handle, name: Uint8Array, tensor: Handle): void;
  infer(request: Handle): void;
}

/** A name as `setTensor` takes it, converted once. */
export function portName(name: string): Uint8Array {
  return new TextEncoder().encode(`${name}\0`);
}

const types = declareTypes();

/** @throws Error when there is no library at `path`, or it lacks a function */
export function loadLibrary(path: string): OpenvinoLibrary {
  const library = koffi.load(path);
  const { shape, property } = types;
  const status = (name: string, ...parameters: TypeSpec[]) => {
    const call = library.func(name, "int", parameters);
    return (...given: unknown[]) => {
      if (call(...given) !== 0) throw new DeviceError(`OpenVINO: ${lastError()}`);
    };
  };
  const release = (name: string) => library.func(name, "void", ["void *"]) as (given: unknown) => void;
  const handle = koffi.out("void **");
  const lastMessage = library.func("ov_get_last_err_msg", "const char *", []) as () => string | null;
  const lastError = () => (lastMessage() ?? "no reason given").trim();

  const getVersion = status("ov_get_openvino_version", "void *");
  const create = status("ov_core_create", handle);
  const getDevices = status("ov_core_get_available_devices", "void *", "void *");
  const getProperty = status("ov_core_get_property", "void *", "const char *", "const char *", handle);
  const read = status("ov_core_read_model_from_memory_buffer", "void *", "void *", "size_t", "void *", handle);
  const compile = status(
    "ov_core_compile_model_props",
    "void *",
    "void *",
    "const char *",
    "size_t",
    koffi.pointer(property),
    handle,
  );
  const createRequest = status("ov_compiled_model_create_infer_request", "void *", handle);
  const createTensor = status("ov_tensor_create_from_host_ptr", "int", shape, "void *", handle);
  const setTensor = status("ov_infer_request_set_tensor", "void *", "void *", "void *");
  const infer = status("ov_infer_request_infer", "void *");
  const freeModel = release("ov_model_free");
  const freeDevices = release("ov_available_devices_free");
  const freeVersion = release("ov_version_free");
  const freeText = release("ov_free");

  function made(call: (...given: unknown[]) => void, ...given: unknown[]): Handle {
    const out: [Handle | null] = [null];
    call(...given, out);
    return out[0]!;
  }

  return {
    version: readVersion(),
    createCore: () => made(create),
    freeCore: release("ov_core_free"),
    availableDevices(core) {
      // ov_available_devices_t: an array of texts and their number.
      const list = new BigUint64Array(2);
      getDevices(core, list);
      const names = koffi.decode(list[0], koffi.array("const char *", Number(list[1]))) as string[];
      freeDevices(list);
      return names;
    },
    property(core, device, key) {
      const text = made(getProperty, core, device, key);
      try {
        return koffi.decode(text, "char", -1) as string;
      } finally {
        freeText(text);
      }
    },
    compile(core, onnx, device, properties) {
      const model = made(read, core, onnx, onnx.length, null);
      try {
        const values = Object.entries(properties).map(([key, value]) => ({ key, value: portName(value) }));
        return made(compile, core, model, device, values.length, values);
      } finally {
        freeModel(model);
      }
    },
    freeCompiled: release("ov_compiled_model_free"),
    createRequest: (model) => made(createRequest, model),
    freeRequest: release("ov_infer_request_free"),
    createTensor(array, dimensions, dtype) {
      const dims = BigInt64Array.from(dimensions, BigInt);
      // OpenVINO wants an address also where there is nothing to read. Small arrays lie where the garbage collector may
      // move them, until their buffer is asked for.
      const memory = array && array.length > 0 && array.buffer ? array : placeholder;
      return made(createTensor, elementTypes[dtype], { rank: dims.length, dims }, koffi.address(memory));
    },
    freeTensor: release("ov_tensor_free"),
    setTensor,
    infer,
  };

  function readVersion(): string {
    // ov_version_t: the build's number and a description.
    const texts = new BigUint64Array(2);
    getVersion(texts);
    const buildNumber = koffi.decode(texts[0], "char", -1) as string;
    freeVersion(texts);
    return buildNumber;
  }
}

const placeholder = new Uint8Array(new ArrayBuffer(64));

function declareTypes() {
  return {
    shape: koffi.struct({ rank: "int64_t", dims: "int64_t *" }),
    property: koffi.struct({ key: "const char *", value: "void *" }),
  };
}
