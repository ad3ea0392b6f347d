import { type InterleaveOptions, interleaveOrder } from "./interleave-order.ts";

/**
 * Rows of several sets as one, drawn by weight or in turn.
 * @throws DatasetError as `interleaveOrder` does.
 */
export function interleaveDatasets<T>(datasets: readonly (readonly T[])[], options: InterleaveOptions = {}): T[] {
  const order = interleaveOrder(
    datasets.map(({ length }) => length),
    options,
  );
  return Array.from(order.rows, (row, index) => datasets[order.datasets[index]!]![row]!);
}
