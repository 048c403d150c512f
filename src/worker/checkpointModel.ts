/** A stored checkpoint as a model on the active backend, over a stored dataset. */
import type { Checkpoint } from '../engine/checkpoints/checkpoint';
import { decodeCheckpoint } from '../engine/checkpoints/encode';
import type { DatasetReader } from '../engine/data/datasetReader';
import { type LoadedModel, loadModel } from '../engine/training/evaluate';
import type { BackendPreference } from '../protocol/commands';
import { AnnealError } from '../protocol/errors';
import { loadCheckpoint } from '../storage/checkpoints';
import { openDataset } from '../storage/datasets';
import { workspace } from '../storage/scratch';
import { engines } from '../tasks/engines';
import { taskKind } from '../tasks/runConfig';
import { selectTunedBackend } from './tunedBackend';

/**
 * Whoever opens the model releases it.
 * @param fingerprint the dataset; null for the one that the checkpoint was trained on.
 */
export async function openCheckpointModel(
  checkpointId: string,
  fingerprint: string | null,
  preference: BackendPreference,
): Promise<{ model: LoadedModel; checkpoint: Checkpoint }> {
  const checkpoint = decodeCheckpoint((await loadCheckpoint(checkpointId)).payload);
  const { data } = await openDataset(fingerprint ?? checkpoint.state.fingerprint);
  await selectTunedBackend(preference);
  return { model: await modelOver(checkpoint, data), checkpoint };
}

/** On the active backend, over the data that the checkpoint was trained on; null where they are not stored here. */
export async function trainedModel(checkpoint: Checkpoint): Promise<LoadedModel | null> {
  const opened = await openDataset(checkpoint.state.fingerprint).catch((thrown: unknown) => {
    if (AnnealError.from(thrown).code === 'data-not-found') return null;
    throw thrown;
  });
  return opened && modelOver(checkpoint, opened.data);
}

function modelOver(checkpoint: Checkpoint, data: DatasetReader): Promise<LoadedModel> {
  return loadModel(engines[taskKind(checkpoint.state.config.task)], checkpoint, data, workspace);
}
