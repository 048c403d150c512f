/**
 * How many of the checkpoints that a strategy chose stay: `maxCheckpoints`, the bests before the others, the newest
 * before the older. The best of the run always stays. Seed system: CheckpointManager, cleanup after each save, except
 * that it never lets go of an earlier best; that is `pruneBest: false` here, and may keep more than the maximum.
 */
import type { CheckpointConfig } from '../../protocol/config';
import type { CheckpointKind } from '../../protocol/events';

export type LimitConfig = Pick<CheckpointConfig, 'strategy' | 'maxCheckpoints' | 'pruneBest'>;

/** A checkpoint whose kinds may be taken from it. */
export interface Limited {
  step: number;
  kinds: Set<CheckpointKind>;
}

/** Kinds that a strategy gives and the limit takes; `best` itself is beyond its reach. */
const chosenKinds: readonly CheckpointKind[] = [
  'earlierBest',
  'milestone',
  'good',
  'plateau',
  'interval',
  'epoch',
  'regular',
];

/** Whether the strategy chooses an epoch for being the best; elsewhere the mark only says where the best is. */
export function choosesBests({ strategy }: Pick<CheckpointConfig, 'strategy'>): boolean {
  return strategy !== 'standard' && strategy !== 'epoch' && strategy !== 'interval';
}

/** Whether the checkpoint was chosen by a strategy, and so counts. */
export function isChosen(
  kinds: Iterable<CheckpointKind>,
  config: Pick<CheckpointConfig, 'strategy'>,
): boolean {
  return [...kinds].some((kind) => chosenKinds.includes(kind) || (kind === 'best' && choosesBests(config)));
}

/** Takes the strategy's kinds from the checkpoints beyond the limit. What is left without a kind need not be kept. */
export function limit(checkpoints: readonly Limited[], config: LimitConfig): void {
  for (const { kinds } of checkpoints) if (kinds.has('best')) kinds.delete('earlierBest');
  const chosen = checkpoints.filter(({ kinds }) => isChosen(kinds, config)).sort((a, b) => b.step - a.step);
  const counts = (kind: CheckpointKind) =>
    kind === 'earlierBest' || (kind === 'best' && choosesBests(config));
  const isBest = ({ kinds }: Limited) => [...kinds].some(counts);
  const bests = chosen
    .filter(isBest)
    .sort((a, b) => Number(b.kinds.has('best')) - Number(a.kinds.has('best')));
  const others = chosen.filter((checkpoint) => !isBest(checkpoint));
  const keptBests = config.pruneBest ? bests.slice(0, config.maxCheckpoints) : bests;
  const keptOthers = others.slice(0, Math.max(0, config.maxCheckpoints - keptBests.length));
  const kept = new Set([...keptBests, ...keptOthers]);
  for (const checkpoint of chosen) {
    if (!kept.has(checkpoint)) for (const kind of chosenKinds) checkpoint.kinds.delete(kind);
  }
}
