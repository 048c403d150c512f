/** A model's predictions of all of its data, as a file of one of its task's formats. */
import { configProblems } from '../config/draftProblems';
import type { LoadedModel } from '../engine/training/evaluate';
import { AnnealError } from '../protocol/errors';
import { type JsonObject, jsonObjectSchema } from '../protocol/json';
import type { PredictionFormat } from './description';
import type { PredictionOrigin, Watch } from './engine';
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
 * Options of a task's predictions, defaults filled in.
 * @throws usage for one that does not fit, or that the task does not have.
 */
export function predictionOptions(task: string, given: JsonObject): JsonObject {
  const { title, predictionOptions: schema } = describedTask(task);
  const stray = Object.keys(given).find((name) => !Object.hasOwn(schema.shape, name));
  const [problem] = configProblems(schema, given);
  if (stray !== undefined || problem) {
    const name = stray ?? problem!.path;
    const known = Object.keys(schema.shape);
    throw new AnnealError(
      'usage',
      stray === undefined
        ? `${name} is ${JSON.stringify(given[name])}. ${problem!.message}.`
        : `Predictions of "${title}" have no option ${name}.`,
      {
        place: name,
        received: JSON.stringify(given[name]),
        remedy:
          stray === undefined || known.length === 0
            ? 'Mend it, or leave it out.'
            : `There are: ${known.join(', ')}.`,
      },
    );
  }
  return jsonObjectSchema.parse(schema.parse(given));
}

/** What file is wanted, and where its predictions come from. */
export interface PredictionRequest extends PredictionOrigin {
  ending: string;
  /** Partial; defaults are filled in. */
  options: JsonObject;
}

/**
 * @throws usage for a format or an option that the task does not have.
 */
export async function predictionsFile(
  task: string,
  model: LoadedModel,
  { ending, options, ...origin }: PredictionRequest,
  watch: Watch,
): Promise<Uint8Array<ArrayBuffer>> {
  const format = predictionFormat(task, ending);
  const writer = engines[taskKind(task)].predictions[format.ending];
  if (!writer) throw new AnnealError('internal', `The task ${task} has no writer of .${ending}.`);
  return writer.write(model, predictionOptions(task, options), origin, watch);
}
