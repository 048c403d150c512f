/**
 * Which checkpoints stay when a new one comes. A pure policy: storage and command line carry it out.
 *
 * - `best` moves to each checkpoint that the trainer calls best.
 * - `latest` moves to each one that is a place to go on from; the one before it stays, without a kind, so that a
 *   damaged latest has a fallback. `interrupted` moves with it and is gone when the run has gone on.
 * - `top` is on the best `saveTopK` epochs, when that is more than one.
 * - `periodic` stays for ever.
 *
 * Two checkpoints may have the same step and still differ: a run that ends inside an epoch saves where to go on from,
 * then validates, and may save that state again as the best.
 */
import type { CheckpointConfig } from '../../protocol/config';
import type { CheckpointKind, CheckpointSummary } from '../../protocol/events';

/** As much of a summary as decides; `value` is null unless the checkpoint ends an epoch with a validation. */
export type Retained = Pick<CheckpointSummary, 'id' | 'kinds' | 'step' | 'value'>;

export interface Retention {
  /** The kinds of every checkpoint that stays, the incoming one among them; none for the fallback. */
  keep: Map<string, CheckpointKind[]>;
  /** In the order of `existing`. */
  remove: string[];
}

/** The order in which kinds are listed. */
const kindOrder: readonly CheckpointKind[] = ['best', 'latest', 'top', 'periodic', 'interrupted'];

/** @param direction of the monitored metric; ties go to the earlier step. */
export function retain(
  existing: readonly Retained[],
  incoming: Retained,
  config: Pick<CheckpointConfig, 'saveTopK'>,
  direction: 'min' | 'max',
): Retention {
  const kinds = new Map<string, Set<CheckpointKind>>();
  for (const { id, kinds: old } of existing) kinds.set(id, new Set(old));
  const own = new Set(incoming.kinds);
  let fallback = existing.find(({ kinds: old }) => old.length === 0)?.id;
  if (own.has('latest')) fallback = existing.find(({ kinds: old }) => old.includes('latest'))?.id ?? fallback;
  for (const old of kinds.values()) {
    if (own.has('best')) old.delete('best');
    if (own.has('latest')) {
      old.delete('latest');
      old.delete('interrupted');
    }
  }
  kinds.set(incoming.id, own);

  const top = topIds([...existing, incoming], config.saveTopK, direction);
  for (const [id, set] of kinds) {
    set.delete('top');
    if (top.has(id)) set.add('top');
  }

  const keep = new Map<string, CheckpointKind[]>();
  for (const [id, set] of kinds) {
    if (set.size > 0 || id === fallback || id === incoming.id) {
      keep.set(
        id,
        kindOrder.filter((kind) => set.has(kind)),
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
