/** Checkpoints as safetensors files: tensors by name, the state as JSON in `__metadata__.anneal`. */

import { float32Values, readSafetensors, writeSafetensors } from '../../formats/safetensors/safetensors';
import { AnnealError } from '../../protocol/errors';
import { type Checkpoint, checkpointStateSchema } from './checkpoint';

const STATE = 'anneal';

export function encodeCheckpoint({ state, tensors }: Checkpoint): Uint8Array<ArrayBuffer> {
  return writeSafetensors(tensors, { [STATE]: JSON.stringify(state) });
}

/**
 * @throws checkpoint-damaged when the bytes are no whole safetensors file, checkpoint-mismatch when the file is sound
 *   but was not written by Anneal or by a newer version.
 */
export function decodeCheckpoint(bytes: Uint8Array): Checkpoint {
  const { tensors, metadata } = readSafetensors(bytes);
  const text = metadata[STATE];
  if (text === undefined) {
    throw new AnnealError('checkpoint-mismatch', 'The safetensors file holds no Anneal state.', {
      place: '__metadata__.anneal',
      received: Object.keys(metadata).join(', ') || 'no metadata',
      remedy: 'Use a checkpoint that Anneal has written.',
    });
  }
  const parsed = checkpointStateSchema.safeParse(parseJson(text));
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new AnnealError(
      'checkpoint-mismatch',
      `The state of the checkpoint is not what this version expects.`,
      {
        place: issue?.path.join('.'),
        received: issue?.message,
        remedy: 'Use the version of Anneal that wrote it, or a newer one.',
      },
    );
  }
  return {
    state: parsed.data,
    tensors: tensors.map((tensor) => ({
      name: tensor.name,
      shape: tensor.shape,
      data: float32Values(tensor),
    })),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new AnnealError('checkpoint-damaged', 'The state of the checkpoint is not valid JSON.', {
      place: '__metadata__.anneal',
      remedy: 'Use another copy of the file, or an earlier checkpoint.',
    });
  }
}
