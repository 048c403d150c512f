/** A checkpoint as a layers model of TensorFlow.js, where its network is made of layers that TensorFlow.js has. */
import type { Checkpoint } from '../engine/checkpoints/checkpoint';
import { writeLayersModel } from '../formats/tfjsModel/write';
import { AnnealError } from '../protocol/errors';
import { kerasForm, kerasRefusal } from '../tasks/kerasForm';
import { evaluationWeights } from './checkpointFiles';

/**
 * A zip of `model.json` and `weights.bin`, with the weights that evaluation uses.
 * @throws config-invalid where `kerasRefusal` says why.
 */
export async function layersModelZip(checkpoint: Checkpoint): Promise<Uint8Array<ArrayBuffer>> {
  const { config, epoch, step } = checkpoint.state;
  const form = kerasForm(config);
  if ('lacking' in form) {
    throw new AnnealError('config-invalid', kerasRefusal(config)!, {
      place: 'model',
      received: form.lacking,
      remedy: 'Take the weights as .safetensors or .npz.',
    });
  }
  const model = await form.model(evaluationWeights(checkpoint));
  const origin = { task: config.task, experiment: config.experiment.name, epoch, step };
  return writeLayersModel({ ...model, metadata: { ...origin, ...model.metadata } });
}
