/** A model's predictions of all of its data, as a file of one of its task's formats. */
import type { LoadedModel } from '../engine/training/evaluate';
import { AnnealError } from '../protocol/errors';
import type { JsonObject } from '../protocol/json';
import type { PredictionFormat } from './description';
import type { Watch } from './engine';
import { engines } from './engines';
import { describedTask, taskKind } from './runConfig';

/**
 * The format of an ending.
 * @throws usage where the task writes no such file.
 */
export function predictionFormat(task: string, ending: string): PredictionFormat {
  const { title, predictionFormats } = describedTask(task);
  const format = predictionFormats.find((one) => one.ending === ending);
  if (format) return format;
  throw new AnnealError('usage', `Predictions of "${title}" are not written as .${ending}.`, {
    received: `.${ending}`,
    remedy: `Write ${predictionFormats.map((one) => `a .${one.ending} file (${one.about})`).join(', or ')}.`,
  });
}

/**
 * @param options partial; defaults are filled in.
 * @param own whether these are the data that the model was trained on.
 * @throws usage for a format that the task does not have, config-invalid for an option that does not fit.
 */
export async function predictionsFile(
  task: string,
  model: LoadedModel,
  { ending, options, own }: { ending: string; options: JsonObject; own: boolean },
  watch: Watch,
): Promise<Uint8Array<ArrayBuffer>> {
  const format = predictionFormat(task, ending);
  const parsed = describedTask(task).predictionOptions.safeParse(options);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new AnnealError('config-invalid', `${issue?.path.join('.') ?? 'An option'}: ${issue?.message}.`, {
      place: issue?.path.join('.'),
      received: JSON.stringify(options),
      remedy: 'Mend the option, or leave it out.',
    });
  }
  const writer = engines[taskKind(task)].predictions[format.ending];
  if (!writer) throw new AnnealError('internal', `The task ${task} has no writer of .${ending}.`);
  return writer.write(model, parsed.data as JsonObject, own, watch);
}
