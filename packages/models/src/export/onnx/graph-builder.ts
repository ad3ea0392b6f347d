import {
  type Attribute,
  bytesField,
  type Graph,
  type GraphType,
  type Node,
  nodeFields,
  outputIndex,
  type Value,
} from "@neftune/engine/graph";
import { deferShape } from "./symbolic-rows.ts";

/** Numbers that go with a graph: small ones at hand, or large ones that are read when their turn comes. */
export interface Initializer {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: GraphType;
  read(): Promise<Uint8Array> | Uint8Array;
}

/** A graph of ONNX operators whose values are names, put together from traced pieces and single operators. */
export class GraphBuilder {
  /** NodeProtos, in the order in which they run. */
  readonly nodes: Uint8Array[] = [];
  readonly initializers = new Map<string, Initializer>();
  private count = 0;

  /** Adds an operator of one result. @param output the result's name; default a new one */
  add(
    op: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, Attribute>> = {},
    output: string = this.newName(),
  ): string {
    this.nodes.push(bytesField(1, nodeFields({ op, domain: "", attributes }, inputs, [output])));
    return output;
  }

  integers(values: readonly number[], isScalar = false): string {
    const data = BigInt64Array.from(values, BigInt);
    return this.constant(`i ${isScalar} ${values}`, isScalar ? [] : [values.length], "int64", data);
  }

  floats(values: readonly number[] | Float32Array, shape: readonly number[] = []): string {
    return this.constant(`f ${shape}: ${values}`, shape, "float32", Float32Array.from(values));
  }

  /** Adds numbers under a name, once. */
  initializer(initializer: Initializer): string {
    this.initializers.set(initializer.name, initializer);
    return initializer.name;
  }

  /**
   * Adds a traced graph whose activations had `rows` rows; here they have as many as there are.
   *
   * @param inputs names of what the graph's inputs are here
   * @returns names of its outputs
   */
  inline(graph: Graph, inputs: Readonly<Record<string, string>>, rows: number): Record<string, string> {
    const names = new Map<Value, string>();
    for (const [name, value] of graph.inputs) if (inputs[name] !== undefined) names.set(value, inputs[name]);
    const nameOf = (value: Value, node: Node | null, operand = 0): string => {
      const known = names.get(value);
      if (known !== undefined) return known;
      if (!value.data) throw new Error(`a traced piece reads ${value.inputName ?? "what it did not compute"}`);
      const data = deferShape(value, node, operand, rows);
      const key = `${value.dtype} ${value.shape}: ${data}`;
      const name = this.constant(key, value.shape, value.dtype, data);
      return name;
    };
    for (const node of graph.nodes) {
      const { [outputIndex]: index = 0, ...attributes } = node.attributes;
      const results = [...Array.from({ length: index as number }, () => this.newName()), this.newName()];
      const operands = node.inputs.map((value, operand) => nameOf(value, node, operand));
      this.nodes.push(bytesField(1, nodeFields({ ...node, attributes }, operands, results)));
      names.set(node.output, results.at(-1)!);
    }
    return Object.fromEntries([...graph.outputs].map(([name, value]) => [name, nameOf(value, null)]));
  }

  private constant(
    key: string,
    shape: readonly number[],
    dtype: GraphType,
    data: Float32Array | Int32Array | Uint8Array | BigInt64Array,
  ): string {
    const name = `constant ${key.length > 80 ? this.newName() : key}`;
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    return this.initializer({ name, shape, dtype, read: () => bytes });
  }

  private newName(): string {
    return `v${this.count++}`;
  }
}
