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
import { readingFrom, readingOptions } from './readingOptions';
import { selectTunedBackend } from './tunedBackend';
import { type Options, oneOf, required } from './usage';
import { workspace } from './workspace';

export interface AppliedModel extends LoadedModel {
  backend: BackendInfo;
  /** The data are those that the model was trained on, so its split holds. */
  sameData: boolean;
  task: TaskKind;
  epoch: number;
  step: number;
  /**
   * The same checkpoint over other files, read in the same way; null where none are named. To be disposed.
   * @throws data-mismatch where they are not what it was trained on.
   */
  over(trainedOn: readonly string[]): Promise<LoadedModel | null>;
}

/** The options of every command that applies a checkpoint to data. */
export const modelOptions = { checkpoint: 'text', data: 'list', backend: 'text', ...readingOptions } as const;

/** @throws usage where the checkpoint or the data were not named. */
export async function applyModel({
  checkpoint: named,
  data,
  backend: backendName,
  ...reading
}: Options<typeof modelOptions>): Promise<AppliedModel> {
  const path = required(named, 'No checkpoint was named.', 'Add --checkpoint FILE.');
  required(data[0], 'No data was named.', 'Add --data FILE.');
  const preference = oneOf('--backend', backendName, ['auto', 'webgpu', 'wasm', 'cpu'], 'auto');
  const checkpoint = await readCheckpointFile(path);
  const { config, fingerprint, epoch, step } = checkpoint.state;
  const task = taskKind(config.task);
  const dataset = await readData(data, { reading: readingFrom(reading) });
  const backend = await selectTunedBackend(preference);
  const model = await loadModel(engines[task], checkpoint, dataset, workspace).catch((thrown: unknown) => {
    throw inFiles(AnnealError.from(thrown), data);
  });
  const sameData = (await fingerprintOf(dataset)) === fingerprint;
  const dispose = () => {
    model.dispose();
    dataset.close();
  };
  const over = async (paths: readonly string[]) => {
    if (paths.length === 0) return null;
    const trainedOn = await readData(paths, { reading: readingFrom(reading) });
    if ((await fingerprintOf(trainedOn)) !== fingerprint) {
      trainedOn.close();
      throw new AnnealError('data-mismatch', 'These are not the data that the checkpoint was trained on.', {
        place: paths.join(', '),
        remedy: 'Name the files of the training, read as they were then, or leave --trained-on out.',
      });
    }
    const other = await loadModel(engines[task], checkpoint, trainedOn, workspace);
    return {
      ...other,
      dispose() {
        other.dispose();
        trainedOn.close();
      },
    };
  };
  return { ...model, dispose, over, backend: backend.info, sameData, task, epoch, step };
}
