/** Which checkpoints stay when a new one comes. A pure policy: storage and command line carry it out. */
import type { CheckpointConfig } from '../../protocol/config';
import { type CheckpointKind, type CheckpointSummary, checkpointKinds } from '../../protocol/events';

/** As much of a summary as decides; `value` is null unless the checkpoint ends an epoch with a validation. */
export type Retained = Pick<CheckpointSummary, 'id' | 'kinds' | 'step' | 'value'>;

export interface Retention {
  /** The kinds of every checkpoint that stays, the incoming one among them; none for the fallback. */
  keep: Map<string, CheckpointKind[]>;
  /** In the order of `existing`. */
  remove: string[];
}

/**
 * - `best` moves to each checkpoint that the trainer calls best. The one before it stays as `earlierBest` where the
 *   strategy chooses the bests; and where the new one is no place to go on from, since a run that goes on from the
 *   latest does not know it, and is tested with the one before.
 * - `latest` moves to each one that is a place to go on from; the one before it stays, without a kind, so that a
 *   damaged latest has a fallback. `interrupted` moves with it and is gone when the run has gone on.
 * - `top` is on the best `saveTopK` epochs, when that is more than one; standard strategy only.
 * - `periodic` stays on the newest `keepPeriodic`; on all of them where that is null, and where a strategy that does not
 *   know it found them.
 * - What the other strategies chose is limited (`limit`).
 *
 * Two checkpoints may have the same step and still differ: a run that ends inside an epoch saves where to go on from,
 * then validates, and may save that state again as the best.
 * @param direction of the monitored metric; ties go to the earlier step.
 */
export function retain(
  existing: readonly Retained[],
  incoming: Retained,
  config: Pick<CheckpointConfig, 'saveTopK' | 'keepPeriodic'> & LimitConfig,
  direction: 'min' | 'max',
): Retention {
  const kinds = new Map<string, Set<CheckpointKind>>();
  for (const { id, kinds: old } of existing) kinds.set(id, new Set(old));
  const own = new Set(incoming.kinds);
  let fallback = existing.find(({ kinds: old }) => old.length === 0)?.id;
  if (own.has('latest')) fallback = existing.find(({ kinds: old }) => old.includes('latest'))?.id ?? fallback;
  const keepsEarlier = choosesBests(config) || !own.has('latest');
  for (const old of kinds.values()) {
    if (own.has('best')) {
      if (!keepsEarlier) old.delete('earlierBest');
      if (old.delete('best') && keepsEarlier) old.add('earlierBest');
    }
    if (own.has('latest')) {
      old.delete('latest');
      old.delete('interrupted');
    }
  }
  kinds.set(incoming.id, own);

  const all = [...existing, incoming];
  const top = topIds(all, config.strategy === 'standard' ? config.saveTopK : 1, direction);
  for (const [id, set] of kinds) {
    set.delete('top');
    if (top.has(id)) set.add('top');
  }
  if (config.strategy === 'standard' && config.keepPeriodic !== null) {
    const periodic = all.filter(({ id }) => kinds.get(id)!.has('periodic')).sort((a, b) => b.step - a.step);
    for (const { id } of periodic.slice(config.keepPeriodic)) kinds.get(id)!.delete('periodic');
  }
  limit(
    all.map(({ id, step }) => ({ step, kinds: kinds.get(id)! })),
    config,
  );

  const keep = new Map<string, CheckpointKind[]>();
  for (const [id, set] of kinds) {
    if (set.size > 0 || id === fallback || id === incoming.id) {
      keep.set(
        id,
        checkpointKinds.filter((kind) => set.has(kind)),
      );
    }
  }
  return { keep, remove: existing.map(({ id }) => id).filter((id) => !keep.has(id)) };
}

/** The best `count` by value; none when only one is kept, since that one is `best`. */
function topIds(candidates: readonly Retained[], count: number, direction: 'min' | 'max'): Set<string> {
  if (count <= 1) return new Set();
  const sign = direction === 'min' ? 1 : -1;
  const ranked = candidates
    .flatMap(({ id, step, value }) => (value === null || Number.isNaN(value) ? [] : [{ id, step, value }]))
    .sort((a, b) => sign * (a.value - b.value) || a.step - b.step);
  return new Set(ranked.slice(0, count).map(({ id }) => id));
}

type LimitConfig = Pick<CheckpointConfig, 'strategy' | 'maxCheckpoints' | 'pruneBest'>;

/** A checkpoint whose kinds may be taken from it. */
interface Limited {
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
function choosesBests({ strategy }: Pick<CheckpointConfig, 'strategy'>): boolean {
  return strategy !== 'standard' && strategy !== 'epoch' && strategy !== 'interval';
}

/** Whether the checkpoint was chosen by a strategy, and so counts. */
export function isChosen(
  kinds: Iterable<CheckpointKind>,
  config: Pick<CheckpointConfig, 'strategy'>,
): boolean {
  return [...kinds].some((kind) => chosenKinds.includes(kind) || (kind === 'best' && choosesBests(config)));
}

/**
 * Takes the strategy's kinds from the checkpoints beyond `maxCheckpoints`: the bests stay before the others, the newest
 * before the older, and the best of the run always. With `pruneBest: false` no earlier best is let go of, which may keep
 * more than the maximum. What is left without a kind need not be kept.
 */
function limit(checkpoints: readonly Limited[], config: LimitConfig): void {
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
