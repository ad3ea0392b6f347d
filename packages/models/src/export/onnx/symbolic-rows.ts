import type { Node, Value } from "@neftune/engine/graph";

/**
 * How many rows of activations a block is traced with that is to take any number of them: a prime that no dimension of a model's
 * parameters is a multiple of, so that it is known again in the shapes that the trace wrote down.
 */
export function tracedRows(dimensions: Iterable<number>): number {
  const all = [...dimensions];
  const primes = [1009, 1013, 1019, 1021, 1031, 1033, 1039, 1049];
  const found = primes.find((prime) => all.every((dimension) => dimension % prime !== 0));
  if (found === undefined) throw new Error(`every one of ${primes} divides a dimension of the model`);
  return found;
}

/** ONNX's way of saying "to the end". */
const toTheEnd = 2n ** 63n - 1n;

/**
 * A constant of a traced piece, where it stands for a number of rows: −1 in the shape of a reshape, the end in a slice.
 *
 * @param operand which of the node's operands it is
 * @throws Error when another operator has been told the number of rows
 */
export function deferShape(value: Value, node: Node | null, operand: number, rows: number): NonNullable<Value["data"]> {
  const data = value.data!;
  const isRows = (number: number) => number !== 0 && number % rows === 0;
  const depends = () => new Error(`${node?.op} depends on the number of tokens, and cannot be exported`);
  if (value.dtype !== "int64") {
    if (value.shape.some(isRows)) throw depends();
    return data;
  }
  const numbers = Array.from(data as BigInt64Array, Number);
  if (!numbers.some(isRows)) return data;
  const stands = (symbol: bigint) =>
    BigInt64Array.from(numbers, (number) => (isRows(number) ? symbol : BigInt(number)));
  if (node?.op === "Reshape" && numbers.filter(isRows).length === 1 && !numbers.includes(-1)) return stands(-1n);
  if (node?.op === "Slice" && operand === 2) return stands(toTheEnd);
  throw depends();
}
