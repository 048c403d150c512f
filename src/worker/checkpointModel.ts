/** A stored checkpoint as a model on the active backend, over a stored dataset. */
import type { Checkpoint } from '../engine/checkpoints/checkpoint';
import { decodeCheckpoint } from '../engine/checkpoints/encode';
import { type LoadedModel, loadModel } from '../engine/training/evaluate';
import type { BackendPreference } from '../protocol/commands';
import { loadCheckpoint } from '../storage/checkpoints';
import { loadDataset } from '../storage/datasets';
import { taskOf } from '../tasks/engines';
import { selectTunedBackend } from './tunedBackend';

/**
 * Does the work with the model and releases it.
 * @param fingerprint the dataset; null for the one that the checkpoint was trained on.
 */
export async function withCheckpointModel<Result>(
  checkpointId: string,
  fingerprint: string | null,
  preference: BackendPreference,
  work: (model: LoadedModel, checkpoint: Checkpoint) => Promise<Result>,
): Promise<Result> {
  const checkpoint = decodeCheckpoint((await loadCheckpoint(checkpointId)).payload);
  const arrays = await loadDataset(fingerprint ?? checkpoint.state.fingerprint);
  await selectTunedBackend(preference);
  const model = loadModel(taskOf(checkpoint.state.config.task), checkpoint, arrays);
  try {
    return await work(model, checkpoint);
  } finally {
    model.dispose();
  }
}
