/** What a model says of the rows of a table, for somebody who waits. */
import type { LoadedModel } from '../../engine/training/evaluate';
import { heed, type Watch } from '../engine';
import { predictRows } from './rowPredictions';
import type { TabularWorkload } from './workload';

export type TabularModel = LoadedModel<TabularWorkload>;

/**
 * @returns float32 [rows × outputs] in the units of the targets, or class probabilities.
 * @throws cancelled between two batches, once nobody waits any more.
 */
export function predict(
  { executable, parameters }: TabularModel,
  rows: Uint32Array,
  watch: Watch,
): Promise<Float32Array> {
  return predictRows(executable, parameters, rows, async (before, done) => {
    await heed(watch, before, rows.length);
    watch.progress({ done, total: rows.length });
  });
}
