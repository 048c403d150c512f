/**
 * `DIR/checkpoints`: best, latest, the one before each as its fallback, and epoch-N: what the strategy chose, every so
 * many epochs, the best few. Which stay is `retention.ts`; here the files are written, one atomic replacement each.
 */
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { encodeCheckpoint } from '../engine/checkpoints/encode';
import { isChosen } from '../engine/checkpoints/retention';
import type { CheckpointConfig } from '../protocol/config';
import type { CheckpointKind } from '../protocol/events';
import type { CheckpointForm, Commit } from '../runs/keepRun';
import { writeAtomic } from './atomicFile';
import { digestOf, writeDigests } from './digests';
import { BEST, BEST_BEFORE, epochFile, idOf, LATEST, LATEST_BEFORE, type SavedState } from './savedState';

/**
 * Order: digests, epoch-N, latest, best, and then what is to go. After a kill in between, latest is either the old
 * state, and what is ahead of it is written again when the run gets there, or the new one, which then is the best
 * itself. What should have gone, or lies ahead, goes with the first commit of the next start; until then it stays.
 * A run that ends inside an epoch may have a best that its latest state does not know of; the one it knows of stays
 * as best.previous, so that going on is as if the run had not ended. Such a best is no epoch, and has no epoch-N.
 * Opens the folder for writing.
 * @param saved where the run goes on from.
 */
export async function openCheckpointFolder(
  folder: string,
  config: CheckpointConfig,
  saved: SavedState | null,
): Promise<CheckpointForm<Uint8Array>> {
  await mkdir(folder, { recursive: true });
  const place = (name: string) => join(folder, name);
  // A kill may leave half a file beside its place.
  for (const name of await readdir(folder)) {
    if (/\.(safetensors|json)\.tmp$/.test(name)) await rm(place(name), { force: true });
  }
  /** Of the checkpoint that `latest` is. */
  let latestId = saved?.kept.find(({ kinds }) => kinds.includes('latest'))?.id;
  /** SHA-256 of what stands in the folder, by file name. */
  const digests = new Map(saved?.digests);
  const epochFiles = new Map(saved?.epochFiles);
  let ahead = saved?.ahead ?? [];
  /** Whether the latest state knows of the best file. */
  let bestIsKnown = false;
  if (saved?.best) {
    await writeFiles([BEST], encodeCheckpoint(saved.best));
    bestIsKnown = true;
  }
  // Else a kill before the next checkpoint would leave a run that ends where it ended before.
  if (saved?.isChanged) await writeFiles([LATEST], encodeCheckpoint(saved.latest));

  /** The digest is known before the first file has it. */
  async function writeFiles(names: string[], bytes: Uint8Array): Promise<void> {
    const digest = digestOf(bytes);
    await writeDigests(folder, [...digests.values(), digest]);
    for (const name of names) {
      await writeAtomic(place(name), bytes);
      digests.set(name, digest);
    }
  }

  async function move(from: string, to: string): Promise<void> {
    const digest = digests.get(from);
    if (digest === undefined) return;
    await rename(place(from), place(to));
    digests.set(to, digest).delete(from);
  }

  async function remove(name: string): Promise<void> {
    await rm(place(name), { force: true });
    digests.delete(name);
  }

  const hasEpochFile = (kinds: readonly CheckpointKind[]) =>
    isChosen(kinds, config) || kinds.includes('periodic') || kinds.includes('top');

  /** Epoch files that nothing keeps any more, and those of a given-up future. */
  async function removeStale(kindsOf: (id: string) => readonly CheckpointKind[]): Promise<void> {
    for (const [id, name] of epochFiles) {
      if (hasEpochFile(kindsOf(id))) continue;
      await remove(name);
      epochFiles.delete(id);
    }
    const current = new Set(epochFiles.values());
    for (const name of ahead) if (!current.has(name)) await remove(name);
    ahead = [];
  }

  async function commit({ snapshot, packed, summary, kept }: Commit<Uint8Array>) {
    const { kinds, checkpoint } = snapshot;
    const { state } = checkpoint;
    const kindsOf = (id: string) => kept.find((one) => one.id === id)?.kinds ?? [];
    const isLatest = kinds.includes('latest');
    const isBest = kinds.includes('best');
    const endsEpoch = state.stepInEpoch === 0 && state.epoch > 0;

    if (isLatest && latestId !== summary.id) await move(LATEST, LATEST_BEFORE);
    if (isLatest) latestId = summary.id;
    if (isBest && !isLatest && bestIsKnown) await move(BEST, BEST_BEFORE);
    const files = [
      ...(endsEpoch && hasEpochFile(summary.kinds) ? [epochFile(state.epoch)] : []),
      ...(isLatest ? [LATEST] : []),
      ...(isBest ? [BEST] : []),
    ];
    await writeFiles(files, packed);
    if (isBest && isLatest) await remove(BEST_BEFORE);
    if (isBest) bestIsKnown = isLatest;
    if (endsEpoch && hasEpochFile(summary.kinds)) epochFiles.set(summary.id, epochFile(state.epoch));
    await removeStale(kindsOf);
    return { files: files.map((name) => `checkpoints/${name}`) };
  }

  return {
    kept: async () => ({ known: saved?.kept ?? [], givenUp: [] }),
    idOf,
    pack: encodeCheckpoint,
    commit,
  };
}
