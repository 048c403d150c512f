/** Downloads of one checkpoint. The writers of files are loaded with the first download. */

import { AnnealError } from '../../protocol/errors';
import type { CheckpointRecord, RunRecord } from '../../protocol/records';
import type { CheckpointContent } from '../../runs/checkpointFiles';
import { loadCheckpoint } from '../../storage/checkpoints';
import { describedTask } from '../../tasks/runConfig';
import { notifyFailure } from '../notices';
import { saveFile } from './saveFile';

/** `shared` is the part of the weights that its task shares between runs. */
type DownloadContent = CheckpointContent | 'shared';

export interface CheckpointFormat {
  label: string;
  ending: '.safetensors' | '.npz';
  content: DownloadContent;
}

const formats: readonly CheckpointFormat[] = [
  { label: 'weights', ending: '.safetensors', content: 'weights' },
  { label: 'shared weights', ending: '.safetensors', content: 'shared' },
  { label: 'weights for NumPy', ending: '.npz', content: 'weights' },
  { label: 'without optimizer state', ending: '.safetensors', content: 'resumable' },
  { label: 'with optimizer state', ending: '.safetensors', content: 'everything' },
  { label: 'with optimizer state for NumPy', ending: '.npz', content: 'everything' },
];

/** Those that a run's checkpoints can be downloaded in. */
export function checkpointFormats({ config }: RunRecord): CheckpointFormat[] {
  const { shared } = describedTask(config.task);
  return formats.filter(({ content }) => content !== 'shared' || shared !== undefined);
}

/** In the file's name. */
const parts: Record<DownloadContent, string> = {
  weights: '',
  shared: ' shared',
  resumable: ' resumable',
  everything: ' full',
};

/** The file's bytes, verified; throws `checkpoint-damaged` when they are not what was saved. */
async function checkpointBytes(id: string, { ending, content }: CheckpointFormat): Promise<Uint8Array> {
  const { payload } = await loadCheckpoint(id);
  if (ending === '.safetensors' && content === 'everything') return payload;
  const [{ decodeCheckpoint }, { checkpointNpz, checkpointSafetensors, weightsOf }] = await Promise.all([
    import('../../engine/checkpoints/encode'),
    import('../../runs/checkpointFiles'),
  ]);
  const checkpoint = decodeCheckpoint(payload);
  if (content === 'shared') {
    return weightsOf(checkpoint, describedTask(checkpoint.state.config.task).shared ?? ['*']);
  }
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
