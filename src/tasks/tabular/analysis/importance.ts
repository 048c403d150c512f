/** How a table's rows are scored with an input shuffled: the columns of a text input go together. */
import { importanceOf, REPEATS } from '../../../engine/metrics/importance';
import type { Importance } from '../../../protocol/diagnostics';
import type { TableOutput } from '../head';
import { mainScore, measuresOf } from './scores';

export interface ImportanceData {
  output: TableOutput;
  /** [rows × targets], or [rows] class indices. */
  actual: ArrayLike<number>;
  /** As the network sees them, [rows × columns]. */
  inputs: Float32Array;
  sources: readonly { name: string; columns: readonly number[] }[];
  seed: number;
}

/**
 * @param predict of inputs of the same rows: [rows × targets] or [rows × classes].
 * @param after awaited after each prediction.
 */
export function tableImportance(
  { output, actual, inputs, sources, seed }: ImportanceData,
  predict: (inputs: Float32Array) => Promise<ArrayLike<number>>,
  after: (done: number, total: number) => Promise<void> = async () => {},
  repeats = REPEATS,
): Promise<Importance> {
  const width = sources.reduce((sum, { columns }) => sum + columns.length, 0);
  const rows = inputs.length / width;
  const all = Uint32Array.from({ length: rows }, (_, row) => row);
  const { title, better } = measuresOf(output)[0]!;
  return importanceOf({
    inputs: sources.map(({ name }) => name),
    ...{ rows, seed, repeats, after, score: { title, better } },
    async scoreOf(shuffle) {
      let values = inputs;
      if (shuffle) {
        values = inputs.slice();
        copyColumns(inputs, values, sources[shuffle.input]!.columns, width, shuffle.order);
      }
      return mainScore({ output, predicted: await predict(values), actual }, all);
    },
  });
}

/** Row `i` gets what row `order[i]` has in these columns. */
function copyColumns(
  from: Float32Array,
  to: Float32Array,
  columns: readonly number[],
  width: number,
  order: Uint32Array,
): void {
  for (let row = 0; row < order.length; row++) {
    for (const column of columns) to[row * width + column] = from[order[row]! * width + column]!;
  }
}
