/**
 * A training into a folder, as `anneal train` and `runTraining` do it: nobody else writes there meanwhile, nothing is
 * written over, and checkpoints are on the disk before they are announced.
 */
import { mkdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import type { Backend } from '../engine/backend';
import type { Weights } from '../engine/checkpoints/pretrained';
import { withMoreEpochs } from '../engine/checkpoints/prolong';
import type { DatasetReader } from '../engine/data/datasetReader';
import { fingerprintOf } from '../engine/data/fingerprint';
import { train } from '../engine/trainer';
import type { TrainControl } from '../engine/training/stages';
import type { TrainerEvent } from '../engine/training/trainerEvent';
import type { RunConfig } from '../protocol/config';
import { AnnealError, type ErrorJson } from '../protocol/errors';
import type { TrainEvent } from '../protocol/events';
import { type Callback, callbackListener } from '../runs/callbacks';
import { keepRun } from '../runs/keepRun';
import { continuationWords } from '../runs/moreEpochs';
import type { RunListener } from '../runs/runListener';
import { logLine } from '../runs/runLog';
import { engines } from '../tasks/engines';
import { taskKind } from '../tasks/runConfig';
import { storageError } from './atomicFile';
import { readCheckpointFile } from './checkpointFile';
import { say } from './command';
import { inFiles } from './dataFiles';
import { folderForm } from './folderForm';
import { runIdentity } from './runIdentity';
import { lockRun } from './runLock';
import { hasCheckpoints, loadSaved, type SavedState, savedAlone } from './savedState';
import { workspace } from './workspace';

export interface RunFolder {
  path: string;
  /** Where the run goes on from; null for a new one. */
  saved: SavedState | null;
  /** Lets others write there. */
  release(): void;
}

export interface Beginning {
  /** Go on with what the folder holds. */
  resume?: boolean;
  /** A checkpoint file to go on from, while the folder holds no run of its own. */
  restartCheckpoint?: string | undefined;
}

/**
 * Makes the folder where it is missing, and keeps it for this process.
 * @throws usage where it holds a run that is not gone on with, busy where another process trains into it.
 */
export async function openRunFolder(path: string, beginning: Beginning): Promise<RunFolder> {
  await mkdir(path, { recursive: true }).catch((thrown: unknown) => {
    throw storageError(path, thrown);
  });
  const release = await lockRun(path);
  try {
    return { path, saved: await savedState(path, beginning), release };
  } catch (thrown) {
    release();
    throw thrown;
  }
}

/** A new run never writes over an old one. */
async function savedState(
  path: string,
  { resume = false, restartCheckpoint }: Beginning,
): Promise<SavedState | null> {
  const folder = join(path, 'checkpoints');
  const holdsRun = await hasCheckpoints(folder);
  if (restartCheckpoint !== undefined && !holdsRun) {
    return savedAlone(await readCheckpointFile(restartCheckpoint));
  }
  if (!resume) {
    if (!holdsRun) return null;
    throw new AnnealError('usage', `${path} holds a run already.`, {
      place: path,
      remedy: 'Add --resume (in a script, `resume: true`) to go on with it, or choose another folder.',
    });
  }
  const saved = await loadSaved(folder);
  if (!saved) say(`${path} holds no checkpoint yet: starting from the beginning.`);
  for (const { message } of saved?.problems ?? []) say(`${message} Going on from what is whole.`);
  return saved;
}

/**
 * The same folder, to be trained on for so many epochs after those that are done, and the configuration of the longer run.
 * What becomes of learning rate, limits and patience is said.
 * @param moreEpochs undefined leaves both as they are.
 * @throws usage where there is nothing to go on from, config-invalid where the number is none of epochs.
 */
export function prolongFolder(
  folder: RunFolder,
  config: RunConfig,
  moreEpochs: number | undefined,
): { folder: RunFolder; config: RunConfig } {
  if (moreEpochs === undefined) return { folder, config };
  const { saved, path } = folder;
  if (saved === null) {
    throw new AnnealError('usage', 'There is no checkpoint to train on from for more epochs.', {
      place: path,
      remedy:
        'Name the folder of a run with --resume (in a script, `resume: true`), or a checkpoint to restart from.',
    });
  }
  const { state: before } = saved.latest;
  const latest = withMoreEpochs(saved.latest, moreEpochs, config);
  const { epoch, step, stepInEpoch } = latest.state;
  const from = {
    epoch,
    step,
    stepsPerEpoch: epoch === 0 ? null : (step - stepInEpoch) / epoch,
    totalEpochs: before.plannedEpochs ?? before.config.training.epochs,
  };
  for (const sentence of continuationWords(config, from, moreEpochs)) say(sentence);
  return { folder: { ...folder, saved: { ...saved, latest, isChanged: true } }, config: latest.state.config };
}

export interface FolderTraining {
  folder: RunFolder;
  config: RunConfig;
  data: DatasetReader;
  /** The files that hold the data, for what is said to be wrong with them. */
  paths: readonly string[];
  backend: Backend;
  control: TrainControl;
  /** The weights that the configuration names, for a new run. */
  pretrained?: Weights | undefined;
  /** Hear everything as the outside does. */
  callbacks?: readonly Callback[] | undefined;
  listeners?: readonly RunListener[] | undefined;
}

/** The events as the outside hears them, each once its files are on the disk; errors become `failed`, the last of them. */
export async function* trainFolder(run: FolderTraining): AsyncGenerator<TrainEvent, void, void> {
  const { config, data, paths, backend, control, pretrained } = run;
  const { path, saved } = run.folder;
  const { epoch = 0, step = 0 } = saved?.latest.state ?? {};
  const fingerprint = await fingerprintOf(data);
  const named = (error: ErrorJson) => inFiles(AnnealError.fromJSON(error), paths).toJSON();

  async function* open(): AsyncGenerator<TrainerEvent> {
    const events = train({
      config,
      task: engines[taskKind(config.task)],
      data,
      workspace,
      fingerprint,
      backend,
      control,
      ...(pretrained && { pretrained }),
      ...(saved && { resume: saved.latest, ...(saved.best && { best: saved.best }) }),
    });
    for await (const event of events) {
      yield event.type === 'failed' ? { ...event, error: named(event.error) } : event;
    }
  }

  const form = folderForm(path, config, saved);
  try {
    yield* keepRun({
      form,
      open,
      listeners: [
        ...(run.callbacks ?? []).map((callback, i) => callbackListener(callback, i + 1, path)),
        ...(run.listeners ?? []),
      ],
      run: {
        // Only loggers have to find the run again.
        id: run.listeners?.length ? await runIdentity(path) : path,
        name: config.experiment.name || basename(resolve(path)),
        config,
        dataset: { name: paths.map((one) => basename(one)).join(', '), fingerprint },
        control,
        resumedFrom: saved && { epoch, step },
      },
    });
  } catch (thrown) {
    const event: TrainEvent = { type: 'failed', error: AnnealError.from(thrown).toJSON() };
    await form.record(event, logLine(event, new Date())?.split('\n') ?? []);
    yield event;
  }
}
