/** What a run has left in `DIR/checkpoints` to go on from. Written by `checkpointFolder.ts`. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Checkpoint } from '../engine/checkpoints/checkpoint';
import { summaryOf } from '../engine/checkpoints/checkpoint';
import { decisionOf } from '../engine/checkpoints/strategies';
import { AnnealError } from '../protocol/errors';
import type { CheckpointKind, CheckpointSummary } from '../protocol/events';
import { decodeNamed, readNamed } from './checkpointFile';
import { digestOf, readDigests } from './digests';

export const BEST = 'best.safetensors';
export const BEST_BEFORE = 'best.previous.safetensors';
export const LATEST = 'latest.safetensors';
export const LATEST_BEFORE = 'latest.previous.safetensors';
export const epochFile = (epoch: number) => `epoch-${epoch}.safetensors`;

/** Of a state among those of its run. */
export const idOf = ({ step }: Pick<Checkpoint['state'], 'step'>) => `step-${step}`;

interface SavedFile {
  bytes: number;
  savedAt: Date;
}

export interface SavedState {
  latest: Checkpoint;
  /** The best that `latest` knows of; null when no epoch was best yet, or when its file is gone. */
  best: Checkpoint | null;
  /** Checkpoints that take part in the choice of what stays; what is ahead of `latest` does not. */
  kept: CheckpointSummary[];
  /** Names of the epoch files among them, by their ids. */
  epochFiles: ReadonlyMap<string, string>;
  /** Whole epoch files of a future that `latest` gives up. */
  ahead: string[];
  /** SHA-256 of the whole files, by name. */
  digests: ReadonlyMap<string, string>;
  /** Damaged files that were passed over. */
  problems: AnnealError[];
  /** `latest` is not what its file says: it is written before the run goes on. */
  isChanged?: boolean;
}

/** Whether a run has saved anything here. */
export async function hasCheckpoints(folder: string): Promise<boolean> {
  const names = await namesIn(folder);
  return names.includes(LATEST) || names.includes(LATEST_BEFORE);
}

/**
 * The newest whole state.
 * @returns null when there is none yet. @throws checkpoint-damaged when there are only damaged ones.
 */
export async function loadSaved(folder: string): Promise<SavedState | null> {
  const names = await namesIn(folder);
  const known = await readDigests(folder);
  const digests = new Map<string, string>();
  const problems: AnnealError[] = [];
  const files = new Map<Checkpoint, SavedFile>();

  async function read(name: string): Promise<Checkpoint | null> {
    if (!names.includes(name)) return null;
    const path = join(folder, name);
    try {
      const bytes = await readNamed(path);
      const digest = digestOf(bytes);
      if (known.size > 0 && !known.has(digest)) {
        throw new AnnealError(
          'checkpoint-damaged',
          `${path} is not what was saved: its SHA-256 is unknown.`,
          {
            place: path,
            received: digest,
            remedy: 'Copy it again from where it came, or go on from another checkpoint.',
          },
        );
      }
      const checkpoint = decodeNamed(bytes, path);
      digests.set(name, digest);
      files.set(checkpoint, { bytes: bytes.length, savedAt: (await stat(path)).mtime });
      return checkpoint;
    } catch (thrown) {
      problems.push(AnnealError.from(thrown));
      return null;
    }
  }

  const latest = (await read(LATEST)) ?? (await read(LATEST_BEFORE));
  if (!latest) {
    if (problems[0]) throw problems[0];
    return null;
  }
  const best = await bestOf(latest, read);
  const behind = new Map<string, Checkpoint>();
  const ahead: string[] = [];
  for (const name of names.filter((one) => /^epoch-\d+\.safetensors$/.test(one))) {
    const found = await read(name);
    if (found && found.state.step <= latest.state.step) behind.set(name, found);
    else if (found) ahead.push(name);
  }
  const kept = summaries(latest, best, [...behind.values()], files);
  const epochFiles = new Map([...behind].map(([name, { state }]) => [idOf(state), name]));
  return { latest, best, kept, epochFiles, ahead, digests, problems };
}

/** A checkpoint file by itself, to go on from in another folder. */
export function savedAlone(checkpoint: Checkpoint): SavedState {
  const { best, step } = checkpoint.state;
  return {
    latest: checkpoint,
    best: best?.step === step ? checkpoint : null,
    kept: [],
    epochFiles: new Map(),
    ahead: [],
    digests: new Map(),
    problems: [],
  };
}

async function bestOf(
  latest: Checkpoint,
  read: (name: string) => Promise<Checkpoint | null>,
): Promise<Checkpoint | null> {
  const { best, step } = latest.state;
  if (!best) return null;
  if (best.step === step) return latest;
  for (const name of [BEST, BEST_BEFORE, epochFile(best.epoch)]) {
    const found = await read(name);
    if (found?.state.step === best.step) return found;
  }
  return null;
}

/** With their kinds as far as the files tell them. */
function summaries(
  latest: Checkpoint,
  best: Checkpoint | null,
  epochs: Checkpoint[],
  files: ReadonlyMap<Checkpoint, SavedFile>,
): CheckpointSummary[] {
  const byId = new Map<string, CheckpointSummary>();
  function add(kind: CheckpointKind, checkpoint: Checkpoint): void {
    const { state } = checkpoint;
    const id = idOf(state);
    const known = byId.get(id);
    const { bytes, savedAt } = files.get(checkpoint)!;
    if (known) known.kinds.push(kind);
    else byId.set(id, summaryOf(id, [kind], state, bytes, savedAt));
  }
  add('latest', latest);
  if (best) add('best', best);
  for (const epoch of epochs) {
    const decision = decisionOf(epoch.state);
    if (decision === 'best' && epoch.state.step === best?.state.step) continue;
    add(decision === 'best' ? 'earlierBest' : (decision ?? 'top'), epoch);
  }
  return [...byId.values()];
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch {
    return [];
  }
}
