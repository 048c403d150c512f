/** Test helpers: a folder that is gone after the test, and small checkpoints to put into it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, onTestFinished } from 'vitest';
import type { Checkpoint } from '../engine/checkpoints/checkpoint';
import { testState } from '../engine/checkpoints/state.fixture';
import type { SnapshotEvent } from '../engine/training/trainerEvent';
import type { CheckpointConfig } from '../protocol/config';
import type { CheckpointEvent } from '../protocol/events';
import { noSteps } from '../protocol/steps';
import { createCommits } from '../runs/keepRun';
import { defaultConfig, taskKinds } from '../tasks/runConfig';
import { openCheckpointFolder } from './checkpointFolder';
import type { SavedState } from './savedState';

export async function testFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'anneal-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** One folder for the tests of a file; its path is there from `beforeAll` on. */
export function sharedFolder(): () => string {
  let path = '';
  beforeAll(async () => {
    path = await mkdtemp(join(tmpdir(), 'anneal-'));
  });
  afterAll(() => rm(path, { recursive: true, force: true }));
  return () => path;
}

/** A state of ten steps an epoch, with one weight that tells the step. */
export function testCheckpoint(
  step: number,
  value: number | null,
  best: Checkpoint['state']['best'],
): Checkpoint {
  return {
    state: testState({ config: defaultConfig(taskKinds[0]!, 'quick'), step, best, value }),
    tensors: [{ name: 'weight', shape: [1], data: Float32Array.of(step) }],
  };
}

/** Commits into a folder as the keeper of a run does. */
export interface Commits {
  commit(snapshot: Pick<SnapshotEvent, 'kinds' | 'checkpoint' | 'direction'>): Promise<CheckpointEvent>;
}

export async function openCommits(
  folder: string,
  config: CheckpointConfig,
  saved: SavedState | null,
): Promise<Commits> {
  const commit = createCommits(await openCheckpointFolder(folder, config, saved), config, () => []);
  return {
    commit: (snapshot) => commit({ type: 'snapshot', history: { epochs: [], steps: noSteps }, ...snapshot }),
  };
}
