/** Why a checkpoint is kept: a word or two for the list, and a sentence for whoever asks. */
import type { CheckpointKind } from '../../protocol/events';

export interface KindWords {
  name: string;
  reason: string;
}

export const kindWords: Record<CheckpointKind, KindWords> = {
  best: { name: 'best', reason: 'The best of the run so far. The run is tested with it.' },
  latest: { name: 'latest', reason: 'The run goes on from here.' },
  earlierBest: { name: 'was best', reason: 'The best of the run when it was saved.' },
  top: { name: 'top', reason: 'One of the best few epochs.' },
  milestone: { name: 'milestone', reason: 'A round number of epochs: the time-based strategy keeps it.' },
  good: { name: 'good', reason: 'Within 5 % of the best when it was saved.' },
  plateau: { name: 'plateau', reason: 'Ten epochs or more without improvement when it was saved.' },
  interval: { name: 'interval', reason: 'Saved every so many epochs; the newest stay.' },
  epoch: { name: 'epoch', reason: 'Every epoch is saved; the newest stay.' },
  regular: {
    name: 'regular',
    reason: 'Every epoch is saved, and this one was not the best; the newest stay.',
  },
  periodic: { name: 'periodic', reason: 'Saved every so many epochs; the newest stay.' },
  interrupted: { name: 'mid-epoch', reason: 'Saved when the run was paused or stopped.' },
};

/** Of a checkpoint without a kind. */
export const fallbackWords: KindWords = {
  name: 'previous',
  reason: 'The latest before this one, in case the latest is damaged.',
};
