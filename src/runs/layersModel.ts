/** A checkpoint as a layers model of TensorFlow.js, where its network is made of layers that TensorFlow.js has. */
import type { Checkpoint } from '../engine/checkpoints/checkpoint';
import { writeLayersModel } from '../formats/tfjsModel/write';
import type { RunConfig } from '../protocol/config';
import { AnnealError } from '../protocol/errors';
import { describedTask } from '../tasks/runConfig';
import { evaluationWeights } from './checkpointFiles';

/** Why the network of a configuration cannot be had so, as a sentence; null where it can. */
export function layersModelRefusal(config: RunConfig): string | null {
  const form = describedTask(config.task).keras?.(config) ?? { lacking: 'layers of its own' };
  return 'lacking' in form ? `The network has ${form.lacking}, for which TensorFlow.js has no layer.` : null;
}

/**
 * A zip of `model.json` and `weights.bin`, with the weights that evaluation uses.
 * @throws config-invalid where `layersModelRefusal` says why.
 */
export async function layersModelZip(checkpoint: Checkpoint): Promise<Uint8Array<ArrayBuffer>> {
  const { config, epoch, step } = checkpoint.state;
  const form = describedTask(config.task).keras?.(config);
  if (!form || 'lacking' in form) {
    throw new AnnealError('config-invalid', layersModelRefusal(config)!, {
      place: 'model',
      received: describedTask(config.task).title,
      remedy: 'Take the weights as .safetensors or .npz.',
    });
  }
  const model = await form.model(evaluationWeights(checkpoint));
  const origin = { task: config.task, experiment: config.experiment.name, epoch, step };
  return writeLayersModel({ ...model, metadata: { ...origin, ...model.metadata } });
}
