/** A model's predictions for every row of its data, as a file. */
import { type LoadedModel, predict, tableOutput, targetsOf } from '../engine/evaluate';
import type { SplitName, Workload } from '../engine/tasks/task';
import { predictionsCsv, predictionsNpz } from '../exports/predictions';

/** @param trainedOnThis whether the model's own split of these data means anything. */
export async function predictionsFile(
  model: LoadedModel,
  format: 'csv' | 'npz',
  trainedOnThis: boolean,
): Promise<Uint8Array<ArrayBuffer>> {
  const { workload } = model;
  const { rows } = workload;
  const actual = targetsOf(workload, rows);
  const table = {
    output: tableOutput(workload),
    rows,
    splits: trainedOnThis ? splitsOf(workload) : null,
    predicted: await predict(model, rows),
    actual: actual.every(Number.isNaN) ? null : actual,
  };
  return format === 'csv' ? new TextEncoder().encode(predictionsCsv(table)) : predictionsNpz(table);
}

/** The split of each of the workload's rows; null where the task gave a row to none. */
function splitsOf({ rows, splits }: Workload): (SplitName | null)[] {
  const byRow = new Map<number, SplitName>();
  for (const name of ['train', 'validation', 'test'] as const) {
    for (const row of splits[name]) byRow.set(row, name);
  }
  return Array.from(rows, (row) => byRow.get(row) ?? null);
}
