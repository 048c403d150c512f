/** The summary of a run's folder: what `anneal info DIR --summary` prints. */
import { readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { parameterCountOf } from '../engine/checkpoints/checkpoint';
import { AnnealError, sentence } from '../protocol/errors';
import type { EpochRow } from '../protocol/events';
import { parseHistoryCsv } from '../runs/textFiles';
import { type TrainingSummary, trainingSummary } from '../runs/trainingSummary';
import { say } from './command';
import { loadSaved } from './savedState';

/** @throws data-not-found where no run is, checkpoint-damaged where nothing of it is whole. */
export async function folderSummary(folder: string): Promise<TrainingSummary> {
  const saved = await loadSaved(join(folder, 'checkpoints'));
  if (saved === null) {
    throw new AnnealError('data-not-found', `${folder} holds no run.`, {
      place: folder,
      remedy: 'Name the folder that was given to `train --out`.',
    });
  }
  for (const { message } of saved.problems) say(`${message} The summary is of what is whole.`);
  const { state } = saved.latest;
  return trainingSummary(
    {
      name: state.config.experiment.name || basename(resolve(folder)),
      folder,
      config: state.config,
      epoch: state.epoch,
      best: state.best,
      metrics: [],
      epochs: await historyOf(folder),
      checkpoints: saved.kept,
      lossWeights: state.lossWeights,
      parameterCount: parameterCountOf(saved.latest),
      device: null,
    },
    new Date(),
  );
}

async function historyOf(folder: string): Promise<EpochRow[]> {
  const path = join(folder, 'history.csv');
  try {
    return parseHistoryCsv(await readFile(path, 'utf8'), path);
  } catch (thrown) {
    say(sentence(`The history is missing from the summary: ${AnnealError.from(thrown).message}`));
    return [];
  }
}
