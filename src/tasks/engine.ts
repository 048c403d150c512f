/** What the worker and the command line do with a task: train it, answer what its page asks, write its predictions. */
import { z } from 'zod';
import type { Backend } from '../engine/backend';
import type { DatasetReader } from '../engine/data/datasetReader';
import { type LoadedModel, rowsOf } from '../engine/training/evaluate';
import type { Task, Workload } from '../engine/workload';
import { type ExampleProgress, splitChoiceSchema } from '../protocol/commands';
import type { RunConfig } from '../protocol/config';
import type { DatasetRecord } from '../protocol/datasets';
import { AnnealError } from '../protocol/errors';
import type { JsonObject } from '../protocol/json';

/** Who waits for an answer. */
export interface Watch {
  progress(progress: ExampleProgress): void;
  signal: AbortSignal;
}

/** A stored dataset, and its values to be read. */
export interface StoredDataset {
  record: DatasetRecord;
  data: DatasetReader;
}

/** What a question can be answered from; nothing is opened before it is asked for. */
export interface AskContext<Prepared extends Workload = Workload> extends Watch {
  /** The dataset that the question is about. */
  dataset(): Promise<StoredDataset>;
  /** The configuration that it is about. @throws config-invalid where it names none. */
  config(): RunConfig;
  /** The model of the checkpoint that it is about, on the active backend. @throws data-not-found where it names none. */
  model(): Promise<LoadedModel<Prepared>>;
  /** Makes the backend that the page prefers active. */
  backend(): Promise<Backend>;
  /** Takes the buffers of an answer that need not be copied. */
  transfer: Transferable[];
}

/** A question that the task's page asks; argument and answer are the task's own types. */
export interface Question<Argument, Prepared extends Workload> {
  argument: z.ZodType<Argument>;
  answer(argument: Argument, context: AskContext<Prepared>): Promise<unknown>;
}

/** Where predictions come from, beside the model and its data. */
export interface PredictionOrigin<Prepared extends Workload = Workload> {
  /** Whether the data are those of the run, so that the model's split of them means something. */
  own: boolean;
  /** The same checkpoint over the data that it was trained on; null where they are not at hand. Whoever asks disposes it. */
  trained?(): Promise<LoadedModel<Prepared> | null>;
  /** Takes what is to be said of these predictions: a whole sentence. */
  remark?(message: string): void;
}

/** The content of a file of predictions. */
export interface PredictionWriter<Prepared extends Workload> {
  /**
   * Predicts every example of the model's data.
   * @param options as the description's `predictionOptions` has parsed them.
   */
  write(
    model: LoadedModel<Prepared>,
    options: JsonObject,
    origin: PredictionOrigin<Prepared>,
    watch: Watch,
  ): Promise<Uint8Array<ArrayBuffer>>;
}

export interface TaskEngine<Prepared extends Workload = Workload> extends Task<Prepared> {
  /**
   * By name. Every task has an analysis of a checkpoint's predictions; `analysisOf` makes its question. One that answers
   * `scores` (`tasks/exampleScores.ts`) has its checkpoints compared pair by pair, and its worst samples told.
   */
  questions: Readonly<
    { analysis: Question<AnalysisArgument, Prepared> } & Record<string, Question<unknown, Prepared>>
  >;
  /** By the ending of the file, as the description lists them. */
  predictions: Readonly<Record<string, PredictionWriter<Prepared>>>;
}

const analysisArgument = z.strictObject({ split: splitChoiceSchema });
export type AnalysisArgument = z.infer<typeof analysisArgument>;

/**
 * The question for an analysis of a split.
 * @param analyse compares the model's predictions of the rows, which are not empty, with the truth.
 */
export function analysisOf<Prepared extends Workload>(
  analyse: (model: LoadedModel<Prepared>, rows: Uint32Array, watch: Watch) => Promise<unknown>,
): Question<AnalysisArgument, Prepared> {
  return {
    argument: analysisArgument,
    async answer({ split }, context) {
      const model = await context.model();
      const rows = rowsOf(model.workload, split);
      if (rows.length === 0) {
        throw new AnnealError('data-empty', `The ${split} split is empty.`, {
          place: `split ${split}`,
          remedy: 'Choose another split.',
        });
      }
      return analyse(model, rows, context);
    },
  };
}

/** The error of an analysis whose data hold no truth. @param needed "true values". */
export function withoutTruth(what: string, needed: string): AnnealError {
  return new AnnealError('data-missing', `The dataset does not hold the ${what} that were predicted.`, {
    remedy: `Predictions can be downloaded; an analysis needs the ${needed} beside them.`,
  });
}

/**
 * Lets messages come in, of which one may say that nobody waits any more: WASM answers without ever ending its turn, and
 * only between turns a worker hears that it shall stop.
 * @throws cancelled once nobody waits.
 */
export async function heed({ signal }: Watch, done: number, total: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve));
  if (signal.aborted) throw new AnnealError('cancelled', `Cancelled after ${done} of ${total}.`);
}

/** @throws cancelled between two examples, once nobody waits for them any more. */
export async function* watched<Example>(
  stream: AsyncIterable<Example>,
  total: number,
  watch: Watch,
): AsyncGenerator<Example> {
  let done = 0;
  watch.progress({ done, total });
  for await (const example of stream) {
    await heed(watch, done, total);
    yield example;
    watch.progress({ done: ++done, total });
  }
}
