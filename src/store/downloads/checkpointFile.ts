/** Downloads of one checkpoint. The writers of files are loaded with the first download. */

import { AnnealError } from '../../protocol/errors';
import type { CheckpointRecord, RunRecord } from '../../protocol/records';
import type { CheckpointContent } from '../../runs/checkpointFiles';
import { loadCheckpoint } from '../../storage/checkpoints';
import { notifyFailure } from '../notices';
import { saveFile } from './saveFile';

export interface CheckpointFormat {
  label: string;
  ending: '.safetensors' | '.npz';
  content: CheckpointContent;
}

export const checkpointFormats: readonly CheckpointFormat[] = [
  { label: 'weights', ending: '.safetensors', content: 'weights' },
  { label: 'weights for NumPy', ending: '.npz', content: 'weights' },
  { label: 'without optimizer state', ending: '.safetensors', content: 'resumable' },
  { label: 'with optimizer state', ending: '.safetensors', content: 'everything' },
  { label: 'with optimizer state for NumPy', ending: '.npz', content: 'everything' },
];

/** In the file's name. */
const parts: Record<CheckpointContent, string> = {
  weights: '',
  resumable: ' resumable',
  everything: ' full',
};

/** The file's bytes, verified; throws `checkpoint-damaged` when they are not what was saved. */
async function checkpointBytes(id: string, { ending, content }: CheckpointFormat): Promise<Uint8Array> {
  const { payload } = await loadCheckpoint(id);
  if (ending === '.safetensors' && content === 'everything') return payload;
  const [{ decodeCheckpoint }, { checkpointNpz, checkpointSafetensors }] = await Promise.all([
    import('../../engine/checkpoints/encode'),
    import('../../runs/checkpointFiles'),
  ]);
  const checkpoint = decodeCheckpoint(payload);
  return ending === '.npz' ? checkpointNpz(checkpoint, content) : checkpointSafetensors(checkpoint, content);
}

export async function downloadCheckpoint(
  run: RunRecord,
  { id, epoch, step }: CheckpointRecord,
  format: CheckpointFormat,
): Promise<void> {
  try {
    const bytes = await checkpointBytes(id, format);
    saveFile(
      `${run.name} epoch ${epoch} step ${step}${parts[format.content]}${format.ending}`,
      bytes.slice(),
    );
  } catch (thrown) {
    notifyFailure('Could not download the checkpoint', AnnealError.from(thrown));
  }
}
