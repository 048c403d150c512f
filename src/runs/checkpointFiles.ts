/**
 * Checkpoints as files to take home, and back. The whole checkpoint resumes a run; the weights alone, which are the
 * averaged ones where the run keeps an average, are what evaluation uses and are a third of the size or less.
 */

import {
  type Checkpoint,
  checkpointStateSchema,
  type NamedTensor,
  optimizerPrefix,
  withoutOptimizerState,
} from '../engine/checkpoints/checkpoint';
import { decodeCheckpoint, encodeCheckpoint } from '../engine/checkpoints/encode';
import { matchesPattern } from '../engine/nn/parameterNames';
import type { NamedArray } from '../formats/arrays';
import { openNpz, writeNpz } from '../formats/npy/npz';
import type { NamedBlob } from '../formats/openedFile';
import { readArray } from '../formats/readFiles';
import { writeSafetensors } from '../formats/safetensors/safetensors';
import { AnnealError } from '../protocol/errors';

/** `resumable` is everything but the optimizer's state: the averages stay apart, and a run can go on, if not exactly. */
export type CheckpointContent = 'weights' | 'resumable' | 'everything';

/** The state as JSON, beside the arrays of the NPZ file: `json.loads(bytes(npz['anneal_state']))`. */
export const stateArray = 'anneal_state';
const emaPrefix = 'ema/';

/** @returns a .safetensors file; the state goes with it in `__metadata__.anneal`. */
export function checkpointSafetensors(
  checkpoint: Checkpoint,
  content: CheckpointContent,
): Uint8Array<ArrayBuffer> {
  return encodeCheckpoint(contentOf(checkpoint, content));
}

/**
 * What another run may start from: the weights that evaluation uses, of the parameters whose names fit a pattern. They are
 * no checkpoint any more, so the state stays away.
 * @throws config-invalid when no name fits.
 */
export function weightsOf(checkpoint: Checkpoint, only: readonly string[]): Uint8Array<ArrayBuffer> {
  const { state, tensors } = evaluationWeights(checkpoint);
  const chosen = tensors.filter(({ name }) => only.some((pattern) => matchesPattern(name, pattern)));
  if (chosen.length === 0) {
    throw new AnnealError('config-invalid', 'No parameter of the checkpoint has such a name.', {
      received: only.join(', '),
      remedy: `Use names such as ${tensors
        .slice(0, 3)
        .map(({ name }) => name)
        .join(', ')}; * matches anything.`,
    });
  }
  const { config, epoch } = state;
  return writeSafetensors(chosen, {
    task: config.task,
    experiment: config.experiment.name,
    epoch: String(epoch),
  });
}

/** @returns a .npz file that `numpy.load` opens: one array a tensor, and the state as bytes in `anneal_state`. */
export function checkpointNpz(checkpoint: Checkpoint, content: CheckpointContent): Uint8Array<ArrayBuffer> {
  const { state, tensors } = contentOf(checkpoint, content);
  const json = new TextEncoder().encode(JSON.stringify(state));
  return writeNpz([
    ...tensors.map(({ name, shape, data }) => ({ name, shape, data, dtype: 'float32' as const })),
    { name: stateArray, shape: [json.length], data: json, dtype: 'uint8' as const },
  ]);
}

function contentOf(checkpoint: Checkpoint, content: CheckpointContent): Checkpoint {
  switch (content) {
    case 'weights':
      return evaluationWeights(checkpoint);
    case 'resumable':
      return withoutOptimizerState(checkpoint);
    case 'everything':
      return checkpoint;
  }
}

/** Only the tensors that validation, test and predictions use, under their plain names. */
export function evaluationWeights({ state, tensors }: Checkpoint): Checkpoint {
  const averaged = new Map(
    tensors.flatMap(({ name, data }) =>
      name.startsWith(emaPrefix) ? [[name.slice(emaPrefix.length), data]] : [],
    ),
  );
  const weights = tensors.filter(
    ({ name }) => !name.startsWith(emaPrefix) && !name.startsWith(optimizerPrefix),
  );
  return {
    state,
    tensors: weights.map((tensor) => ({ ...tensor, data: averaged.get(tensor.name) ?? tensor.data })),
  };
}

/**
 * Reads a .safetensors or .npz file of this page, by its content.
 * @throws checkpoint-damaged, checkpoint-mismatch, or what a damaged ZIP archive throws.
 */
export async function readCheckpointFile(file: NamedBlob): Promise<Checkpoint> {
  const start = new Uint8Array(await file.blob.slice(0, 2).arrayBuffer());
  const zipped = start[0] === 0x50 && start[1] === 0x4b;
  if (zipped) return readCheckpointNpz(file);
  return decodeCheckpoint(new Uint8Array(await file.blob.arrayBuffer()));
}

async function readCheckpointNpz(file: NamedBlob): Promise<Checkpoint> {
  const opened = await openNpz(file);
  try {
    if (!opened.arrays.some(({ name }) => name === stateArray))
      throw notAnneals(file, `no array "${stateArray}"`);
    const state = parseState(await readArray(opened, stateArray), file);
    const tensors: NamedTensor[] = [];
    for (const { name, shape, dtype } of opened.arrays) {
      if (name === stateArray) continue;
      const { data } = await readArray(opened, name);
      if (!(data instanceof Float32Array)) throw notAnneals(file, `array "${name}" of ${dtype}`);
      tensors.push({ name, shape, data });
    }
    return { state, tensors };
  } finally {
    opened.close();
  }
}

function parseState({ data }: NamedArray, file: NamedBlob): Checkpoint['state'] {
  const text = data instanceof Uint8Array ? new TextDecoder().decode(data) : '';
  try {
    return checkpointStateSchema.parse(JSON.parse(text));
  } catch {
    throw notAnneals(file, `a "${stateArray}" that this version does not know`);
  }
}

function notAnneals(file: NamedBlob, found: string): AnnealError {
  return new AnnealError('checkpoint-mismatch', `${file.name} is no checkpoint of Anneal: ${found}.`, {
    place: file.name,
    received: found,
    remedy: 'Use a checkpoint that Anneal has written.',
  });
}
