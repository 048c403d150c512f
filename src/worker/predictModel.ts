/** A model's predictions for every row of its data, as a file. */
import {
  type LoadedModel,
  predict,
  segment,
  splitOfRows,
  tableOutput,
  targetsOf,
} from '../engine/training/evaluate';
import type { PredictionFormat } from '../protocol/commands';
import { writeMasks } from '../tasks/segmentation/masks';
import { type ImageWatch, watchImages } from '../tasks/segmentation/previews/watchImages';
import { predictionsCsv, predictionsNpz } from '../tasks/tabular/predictions';

export interface PredictionsFileOptions {
  format: PredictionFormat;
  /** Of masks of two classes; null for the model's own. */
  threshold: number | null;
  /** Whether the model's own split of these data means anything. */
  trainedOnThis: boolean;
}

/** @throws config-invalid where the format does not fit what the model predicts. */
export async function predictionsFile(
  model: LoadedModel,
  { format, threshold, trainedOnThis }: PredictionsFileOptions,
  watch: ImageWatch,
): Promise<Uint8Array<ArrayBuffer>> {
  if (format === 'zip') return masksFile(model, threshold, watch);
  const { workload } = model;
  const output = tableOutput(workload);
  const { rows } = workload;
  const actual = targetsOf(workload, rows);
  const table = {
    output,
    rows,
    splits: trainedOnThis ? splitOfRows(workload) : null,
    predicted: await predict(model, rows),
    actual: actual.every(Number.isNaN) ? null : actual,
  };
  return format === 'csv' ? new TextEncoder().encode(predictionsCsv(table)) : predictionsNpz(table);
}

async function masksFile(
  model: LoadedModel,
  threshold: number | null,
  watch: ImageWatch,
): Promise<Uint8Array<ArrayBuffer>> {
  const { rows } = model.workload;
  const { stream, images, output } = segment(model, rows);
  const { classes, values } = output;
  const options = { classes, values, threshold: threshold ?? output.threshold };
  return writeMasks(watchImages(stream, rows.length, watch), images, options);
}
