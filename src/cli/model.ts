/** A checkpoint applied to data files: what `evaluate` and `predict` have in common. */
import { fingerprintOf } from '../engine/data/fingerprint';
import { type LoadedModel, loadModel } from '../engine/training/evaluate';
import { AnnealError } from '../protocol/errors';
import type { BackendInfo } from '../protocol/events';
import type { TaskKind } from '../tasks/catalogue';
import { engines } from '../tasks/engines';
import { taskKind } from '../tasks/runConfig';
import { readCheckpointFile } from './checkpointFile';
import { inFiles, readData } from './dataFiles';
import { selectTunedBackend } from './tunedBackend';
import { type Options, oneOf, required } from './usage';

export interface AppliedModel extends LoadedModel {
  backend: BackendInfo;
  /** The data are those that the model was trained on, so its split holds. */
  sameData: boolean;
  task: TaskKind;
  epoch: number;
  step: number;
}

/** The options of every command that applies a checkpoint to data. */
export const modelOptions = { checkpoint: 'text', data: 'list', backend: 'text' } as const;

/** @throws usage where the checkpoint or the data were not named. */
export async function applyModel({
  checkpoint: named,
  data,
  backend: backendName,
}: Options<typeof modelOptions>): Promise<AppliedModel> {
  const path = required(named, 'No checkpoint was named.', 'Add --checkpoint FILE.');
  required(data[0], 'No data was named.', 'Add --data FILE.');
  const preference = oneOf('--backend', backendName, ['auto', 'webgpu', 'wasm', 'cpu'], 'auto');
  const checkpoint = await readCheckpointFile(path);
  const { config, fingerprint, epoch, step } = checkpoint.state;
  const task = taskKind(config.task);
  const arrays = await readData(data);
  const backend = await selectTunedBackend(preference);
  const model = load(() => loadModel(engines[task], checkpoint, arrays), data);
  const sameData = (await fingerprintOf(arrays)) === fingerprint;
  return { ...model, backend: backend.info, sameData, task, epoch, step };
}

/** @throws what `open` throws, with the files named where it is about the data. */
function load<T>(open: () => T, files: string[]): T {
  try {
    return open();
  } catch (thrown) {
    throw inFiles(AnnealError.from(thrown), files);
  }
}
