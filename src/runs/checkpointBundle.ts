/** A run made of nothing but its checkpoints: what a dropped checkpoint file says about the run it is from. */

import type { Checkpoint } from '../engine/checkpoints/checkpoint';
import { encodeCheckpoint } from '../engine/checkpoints/encode';
import { sizeOf } from '../formats/arrays';
import type { NamedBlob } from '../formats/openedFile';
import type { RunConfig } from '../protocol/config';
import type { CheckpointKind } from '../protocol/events';
import type { Json } from '../protocol/json';
import type { ModelRoles, RunBundle } from '../protocol/records';
import { noSteps } from '../protocol/steps';
import { describedTask, taskKinds } from '../tasks/runConfig';
import { evaluationWeights, readCheckpointFile } from './checkpointFiles';

export interface ReadCheckpoint {
  checkpoint: Checkpoint;
  kinds: CheckpointKind[];
}

/**
 * A stopped run from its checkpoints. It can be evaluated at once, and resumed when its data are here.
 * @param checkpoints at least one; of two with the same step the first is kept, with the kinds of both.
 * @param now the time of the import, since a checkpoint does not know when it was made.
 */
export function checkpointBundle(checkpoints: readonly ReadCheckpoint[], name: string, now: Date): RunBundle {
  const createdAt = now.toISOString();
  const bySteps = new Map<number, ReadCheckpoint>();
  for (const { checkpoint, kinds } of checkpoints) {
    const same = bySteps.get(checkpoint.state.step);
    bySteps.set(
      checkpoint.state.step,
      same ? { ...same, kinds: [...new Set([...same.kinds, ...kinds])] } : { checkpoint, kinds },
    );
  }
  const ordered = [...bySteps.values()].sort((a, b) => a.checkpoint.state.step - b.checkpoint.state.step);
  const newest = ordered.at(-1)!.checkpoint;
  const { config, fingerprint, best, seconds, epoch, step, task: fitted } = newest.state;
  const roles = rolesOf(config, fitted);
  return {
    run: {
      version: 2,
      id: 'imported',
      name: config.experiment.name || name,
      config,
      dataset: { fingerprint, name: unknownData },
      status: 'stopped',
      createdAt,
      updatedAt: createdAt,
      seconds,
      epoch,
      step,
      totalEpochs: config.training.epochs,
      totalSteps: 0,
      metrics: [],
      best,
      test: null,
      finishReason: 'stopped',
      backend: null,
      parameterCount: evaluationWeights(newest).tensors.reduce((sum, { shape }) => sum + sizeOf(shape), 0),
      error: null,
      warnings: [],
      notes: config.experiment.notes,
      tags: config.experiment.tags,
      colour: 0,
      ...(roles && { roles }),
    },
    epochs: [],
    steps: noSteps,
    log: [],
    examples: null,
    checkpoints: ordered.map(({ checkpoint, kinds }) => {
      const payload = encodeCheckpoint(checkpoint);
      const { state } = checkpoint;
      return {
        summary: {
          id: `step-${state.step}`,
          kinds,
          epoch: state.epoch,
          step: state.step,
          monitor: state.config.checkpoint.monitor,
          value: state.value,
          bytes: payload.length,
          createdAt,
        },
        payload,
      };
    }),
  };
}

/** What data are called of which only the fingerprint is known. */
export const unknownData = 'unknown data';

/** Null for a task that is not here, or does not tell. */
function rolesOf(config: RunConfig, fitted: Record<string, Json>): ModelRoles | null {
  const kind = taskKinds.find((known) => known === config.task);
  return (kind && describedTask(kind).roles?.(config, fitted)) ?? null;
}

/** A dropped .safetensors or .npz checkpoint as a run of its own. */
export async function readCheckpointBundle(file: NamedBlob, now: Date): Promise<RunBundle> {
  const checkpoint = await readCheckpointFile(file);
  const name = file.name.replace(/\.[^.]*$/, '');
  const bundle = checkpointBundle([{ checkpoint, kinds: ['latest'] }], name, now);
  return { ...bundle, run: { ...bundle.run, alone: true } };
}
