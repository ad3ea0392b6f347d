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

/**
 * A constant of a traced piece, where it stands for a number of rows: −1 in the shape of a reshape.
 *
 * @throws Error when another operator has been told the number of rows
 */
export function deferShape(value: Value, node: Node | null, rows: number): NonNullable<Value["data"]> {
  const data = value.data!;
  if (value.dtype !== "int64") {
    if (value.shape.some((dimension) => dimension % rows === 0 && dimension > 0))
      throw new Error(`${node?.op} has a constant of [${value.shape}], which depends on the number of tokens`);
    return data;
  }
  const numbers = Array.from(data as BigInt64Array, Number);
  const isRows = (number: number) => number !== 0 && number % rows === 0;
  if (!numbers.some(isRows)) return data;
  if (node?.op !== "Reshape" || numbers.filter(isRows).length !== 1 || numbers.includes(-1))
    throw new Error(`${node?.op} depends on the number of tokens, and cannot be exported`);
  return BigInt64Array.from(numbers, (number) => BigInt(isRows(number) ? -1 : number));
}
