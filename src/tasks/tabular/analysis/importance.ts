/**
 * Permutation importance: how much worse the predictions get when the values of an input are shuffled over the rows, the
 * columns of a text input together (Breiman, Random Forests, Machine Learning 2001; repeats as scikit-learn has them).
 */
import { randomStream } from '../../../engine/random';
import type { TableOutput } from '../head';
import { mainScore, measuresOf } from './scores';
import type { Importance } from './tableAnalysis';

export const REPEATS = 10;

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
export async function importanceOf(
  { output, actual, inputs, sources, seed }: ImportanceData,
  predict: (inputs: Float32Array) => Promise<ArrayLike<number>>,
  after: (done: number, total: number) => Promise<void> = async () => {},
  repeats = REPEATS,
): Promise<Importance> {
  const width = sources.reduce((sum, { columns }) => sum + columns.length, 0);
  const rows = inputs.length / width;
  const all = Uint32Array.from({ length: rows }, (_, row) => row);
  const score = async (values: Float32Array) =>
    mainScore({ output, predicted: await predict(values), actual }, all);
  const value = await score(inputs);
  const shuffled = inputs.slice();
  const found: Importance['inputs'] = [];
  for (const [index, { name, columns }] of sources.entries()) {
    const falls: number[] = [];
    for (let repeat = 0; repeat < repeats; repeat++) {
      const order = randomStream(seed, `importance/${name}`, repeat).shuffle(all.slice());
      copyColumns(inputs, shuffled, columns, width, order);
      falls.push(value - (await score(shuffled)));
      await after(index * repeats + repeat, sources.length * repeats);
    }
    copyColumns(inputs, shuffled, columns, width, all);
    const mean = falls.reduce((sum, fall) => sum + fall, 0) / repeats;
    const variance = falls.reduce((sum, fall) => sum + (fall - mean) ** 2, 0) / repeats;
    found.push({ name, mean, deviation: Math.sqrt(variance) });
  }
  found.sort((a, b) => b.mean - a.mean);
  return { score: measuresOf(output)[0]!.title, value, rows, repeats, inputs: found };
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
