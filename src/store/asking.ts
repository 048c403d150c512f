/** Questions to the workers: what a task's page asks, predictions as files, tensors, the memory that a run takes. */
import type { PredictedFile } from '../protocol/commands';
import type { RunConfig } from '../protocol/config';
import type { JsonObject } from '../protocol/json';
import type { ListedCheckpoint, RunRecord } from '../protocol/records';
import type { TensorReport } from '../protocol/tensors';
import type { TaskKind } from '../tasks/catalogue';
import type { Watch } from '../worker/trainClient';
import { studio } from './studio';
import { trainClient } from './trainClient';

/** The questions of a task by name, with the types of argument and answer. */
export type Questions = Record<string, { argument: JsonObject; answer: unknown }>;

/** What a question is about. */
export interface About {
  /** The dataset; left out: the one that the checkpoint was trained on. */
  fingerprint?: string;
  config?: RunConfig;
  checkpointId?: string;
}

/**
 * Asks a task's engine. Rejects with the worker's error, for example `checkpoint-damaged` or `data-not-found`.
 * The task's folder makes the answer and reads it, so its type is taken on trust.
 */
export async function ask<Asked extends Questions, Name extends keyof Asked & string>(
  task: TaskKind,
  question: Name,
  argument: Asked[Name]['argument'],
  { fingerprint = undefined, config = undefined, checkpointId = undefined }: About,
  watch?: Watch,
): Promise<Asked[Name]['answer']> {
  const asked = {
    task,
    question,
    argument,
    fingerprint: fingerprint ?? null,
    config: config ?? null,
    checkpointId: checkpointId ?? null,
    backend: studio.getState().backendPreference,
  };
  return trainClient.ask(asked, watch);
}

/** A file with the predictions for every example of a dataset. Rejects as `ask`. */
export function predictFile(
  { id }: ListedCheckpoint,
  fingerprint: string,
  ending: string,
  options: JsonObject,
  watch: Watch,
): Promise<PredictedFile> {
  const backend = studio.getState().backendPreference;
  return trainClient.predict({ checkpointId: id, fingerprint, ending, options, backend }, watch);
}

/** Whose tensors: of a run that trains in this tab, or of a stored checkpoint. */
export type TensorSource = { runId: string } | { checkpointId: string };

/**
 * What the tensors look like, with activations on request. Rejects with `data-not-found` when the run has ended, or the
 * checkpoint or its data are gone.
 */
export function tensorReport(source: TensorSource, activations: boolean): Promise<TensorReport> {
  if ('runId' in source) return trainClient.liveTensors({ ...source, activations });
  const backend = studio.getState().backendPreference;
  return trainClient.checkpointTensors({ ...source, activations, backend });
}

/** An upper bound of the memory that a run takes, bytes; null when its dataset is gone. */
export async function predictedBytes({ config, dataset }: RunRecord): Promise<number | null> {
  try {
    return (await trainClient.describe(config, dataset.fingerprint)).predictedBytes;
  } catch {
    // A dataset that was deleted is told of when the run is resumed or analysed; here it is only an unknown number.
    return null;
  }
}
