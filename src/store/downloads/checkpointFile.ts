/** Downloads of one checkpoint. The writers of files are loaded with the first download. */

import { AnnealError } from '../../protocol/errors';
import type { ListedCheckpoint, RunRecord } from '../../protocol/records';
import type { CheckpointContent } from '../../runs/checkpointFiles';
import { loadCheckpoint } from '../../storage/checkpoints';
import { kerasRefusal } from '../../tasks/kerasForm';
import { describedTask } from '../../tasks/runConfig';
import { notifyFailure } from '../notices';
import { saveFile } from './saveFile';

/** `shared` is the part of the weights that its task shares between runs; `layersModel` is for TensorFlow.js. */
export type DownloadContent = CheckpointContent | 'shared' | 'layersModel';

const arrayFiles = ['.safetensors', '.npz'] as const;
export type FileEnding = (typeof arrayFiles)[number] | '.zip';

export interface CheckpointFormat {
  content: DownloadContent;
  ending: FileEnding;
}

export interface DownloadOffer {
  content: DownloadContent;
  label: string;
  /** What it is good for. */
  about: string;
  /** The first is the one to begin with. */
  endings: readonly [FileEnding, ...FileEnding[]];
  /** Why it cannot be had of this run, as a sentence. */
  refusal?: string;
}

const offers: readonly DownloadOffer[] = [
  {
    content: 'weights',
    label: 'Weights',
    about: 'To predict elsewhere, or to begin another run with.',
    endings: arrayFiles,
  },
  {
    content: 'shared',
    label: 'Shared weights',
    about: 'The part that fits other data of its kind, to begin another run with.',
    endings: ['.safetensors'],
  },
  {
    content: 'layersModel',
    label: 'TensorFlow.js model',
    about: 'model.json and weights.bin in a zip, to predict in other pages and programs.',
    endings: ['.zip'],
  },
  {
    content: 'resumable',
    label: 'Weights and state of the run',
    about: 'To go on in Anneal with an optimizer that begins anew; a third as large as everything.',
    endings: ['.safetensors'],
  },
  {
    content: 'everything',
    label: 'Everything, with the optimizer',
    about: 'To go on in Anneal as if nothing had happened.',
    endings: arrayFiles,
  },
];

/** What of a run's checkpoints can be downloaded, and what cannot be with the reason. */
export function downloadOffers({ config }: Pick<RunRecord, 'config'>): DownloadOffer[] {
  const { shared } = describedTask(config.task);
  const refusal = kerasRefusal(config);
  return offers
    .filter(({ content }) => content !== 'shared' || shared !== undefined)
    .map((offer) => (offer.content === 'layersModel' && refusal !== null ? { ...offer, refusal } : offer));
}

/** In the file's name. */
const parts: Record<DownloadContent, string> = {
  weights: '',
  shared: ' shared',
  layersModel: ' tfjs',
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
  if (content === 'layersModel') {
    return (await import('../../runs/layersModel')).layersModelZip(checkpoint);
  }
  return ending === '.npz' ? checkpointNpz(checkpoint, content) : checkpointSafetensors(checkpoint, content);
}

export async function downloadCheckpoint(
  run: RunRecord,
  { id, epoch, step }: ListedCheckpoint,
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
