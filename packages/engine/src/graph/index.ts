export { trace } from "../trace/tracer.ts";
export { type Attribute, type Graph, type GraphType, type Node, outputIndex, type Value } from "./graph.ts";
export { irVersion, opsetVersion } from "./onnx.ts";
export { nodeFields, onnxType, valueInfo } from "./onnx-messages.ts";
export { bytesField, concatBytes, integerField, varint } from "./protobuf.ts";
