/**
 * Training from a script, in one call: a configuration out of presets, the trainer, what it keeps, a summary. How to run
 * it: docs/scripting.md.
 */

import { type Backend, selectBackend } from '../engine/backend';
import { type Checkpoint, summaryOf } from '../engine/checkpoints/checkpoint';
import { withMoreEpochs } from '../engine/checkpoints/prolong';
import { retain } from '../engine/checkpoints/retention';
import type { DatasetReader } from '../engine/data/datasetReader';
import { fingerprintOf } from '../engine/data/fingerprint';
import type { Workspace } from '../engine/data/workspace';
import { train } from '../engine/trainer';
import type { TrainControl } from '../engine/training/stages';
import type { SnapshotEvent, TrainerEvent } from '../engine/training/trainerEvent';
import type { RunConfig } from '../protocol/config';
import { AnnealError } from '../protocol/errors';
import type { BestValue, CheckpointSummary, EpochRow, FinishedEvent } from '../protocol/events';
import type { MetricInfo } from '../protocol/metrics';
import { type TrainingSummary, trainingSummary } from '../runs/trainingSummary';
import type { TaskKind } from '../tasks/catalogue';
import { engines } from '../tasks/engines';
import { taskKind } from '../tasks/runConfig';
import { type PresetChoice, presetConfig } from './trainingPresets';

export interface KeptCheckpoint {
  /** Its `bytes` are those of the tensors. */
  summary: CheckpointSummary;
  checkpoint: Checkpoint;
}

export interface ManagerOptions extends PresetChoice {
  /** For the summary only: where the sinks write. */
  modelDir?: string;
  /** Hears each epoch once, when it has ended; awaited. */
  metricSink?: (row: EpochRow) => void | Promise<void>;
  /** Hears everything, warnings and checkpoints among it, before training goes on; awaited. */
  eventSink?: (event: TrainerEvent) => void | Promise<void>;
}

export interface TrainCall {
  /** Hardware WebGPU, else WASM, when not given. */
  backend?: Backend;
  /** Memory and disk for the data; all of them are held in memory when not given. */
  workspace?: Workspace;
  /** Change its request to pause or stop. */
  control?: TrainControl;
  /** Go on from here, or from the manager's own latest checkpoint. */
  resume?: Checkpoint | 'latest';
  /** With `resume`: train on for so many epochs after those of the checkpoint, with the schedule of the longer run. */
  moreEpochs?: number;
}

export interface TrainingManager {
  /** Of the longer run, once it has been continued for more epochs. */
  readonly config: RunConfig;
  /** One row an epoch. */
  readonly history: readonly EpochRow[];
  /** What the checkpoint strategy keeps, oldest first. */
  readonly checkpoints: readonly KeptCheckpoint[];
  /** Trains to the end. @throws what the training failed with; history and checkpoints up to there stay. */
  train(data: DatasetReader, call?: TrainCall): Promise<FinishedEvent>;
  summary(): TrainingSummary;
}

/** @throws config-invalid when presets and overrides make no configuration of the task. */
export function createTrainingManager(options: ManagerOptions): TrainingManager {
  const { modelName, modelDir = null, metricSink, eventSink } = options;
  let config = presetConfig(options);
  let history = new Map<number, EpochRow>();
  let checkpoints: KeptCheckpoint[] = [];
  let best: BestValue | null = null;
  let device: string | null = null;
  let parameterCount: number | null = null;
  let metrics: MetricInfo[] = [];

  const latest = () => checkpoints.find(({ summary }) => summary.kinds.includes('latest'))?.checkpoint;

  async function run(data: DatasetReader, call: TrainCall = {}): Promise<FinishedEvent> {
    let resume = call.resume === 'latest' ? latest() : call.resume;
    const { moreEpochs } = call;
    if ((call.resume === 'latest' || moreEpochs !== undefined) && !resume) {
      throw new AnnealError('data-not-found', 'There is no checkpoint to go on from yet.', {
        place: 'resume',
        remedy: 'Train without `resume` first, or give a checkpoint.',
      });
    }
    if (resume && moreEpochs !== undefined) {
      const ended = resume;
      const longer = withMoreEpochs(ended, moreEpochs, config);
      checkpoints = checkpoints.map((kept) =>
        kept.checkpoint === ended ? { ...kept, checkpoint: longer } : kept,
      );
      resume = longer;
      config = longer.state.config;
    }
    const { epoch: completed = 0, step = 0 } = resume?.state ?? {};
    best = resume?.state.best ?? null;
    history = new Map([...history].filter(([epoch]) => epoch <= completed));
    checkpoints = checkpoints.filter(({ summary }) => summary.step <= step);
    const bestKept = checkpoints.find(
      ({ summary }) => summary.step === best?.step && summary.value === best.value,
    );
    const events = train({
      config,
      task: engines[taskKind(config.task)],
      data,
      ...(call.workspace && { workspace: call.workspace }),
      fingerprint: await fingerprintOf(data),
      backend: call.backend ?? (await selectBackend('auto')),
      control: call.control ?? { request: 'run' },
      ...(resume && { resume }),
      ...(bestKept && { best: bestKept.checkpoint }),
    });
    for await (const event of events) {
      await eventSink?.(event);
      switch (event.type) {
        case 'started':
          device = `${event.backend.name} (${event.backend.device})`;
          parameterCount = event.parameterCount;
          metrics = event.metrics;
          break;
        case 'epoch': {
          const { type: _type, best: soFar, etaSeconds: _eta, ...row } = event;
          best = soFar;
          history.set(row.epoch, row);
          await metricSink?.(row);
          break;
        }
        case 'snapshot':
          checkpoints = keepSnapshot(checkpoints, event);
          break;
        case 'finished':
          return event;
        case 'failed':
          throw AnnealError.fromJSON(event.error);
        case 'batch':
        case 'planned':
        case 'validation':
        case 'examples':
        case 'tensors':
        case 'warning':
        case 'paused':
        case 'resumed':
          break;
      }
    }
    throw new AnnealError('internal', 'The training ended without saying how.');
  }

  return {
    get config() {
      return config;
    },
    get history() {
      return [...history.values()];
    },
    get checkpoints() {
      return checkpoints;
    },
    train: run,
    summary() {
      const state = latest()?.state;
      return trainingSummary(
        {
          name: modelName,
          folder: modelDir,
          config,
          epoch: state?.epoch ?? 0,
          best,
          metrics,
          epochs: [...history.values()],
          checkpoints: checkpoints.map(({ summary }) => summary),
          lossWeights: state?.lossWeights ?? null,
          parameterCount,
          device,
        },
        new Date(),
      );
    },
  };
}

/** A manager with the task's defaults and the five newest bests. */
export function quickTrainingSetup(
  task: TaskKind,
  modelName: string,
  options: Omit<ManagerOptions, 'task' | 'modelName'> = {},
): TrainingManager {
  return createTrainingManager({ checkpointPreset: 'standard', ...options, task, modelName });
}

/**
 * The checkpoints of a training in memory: no more of them than the strategy keeps.
 * @returns what is kept with the new one, oldest first.
 */
function keepSnapshot(
  kept: readonly KeptCheckpoint[],
  { kinds, checkpoint, direction }: SnapshotEvent,
): KeptCheckpoint[] {
  const { state, tensors } = checkpoint;
  const bytes = tensors.reduce((sum, { data }) => sum + data.byteLength, 0);
  const incoming = summaryOf(crypto.randomUUID(), kinds, state, bytes, new Date());
  const existing = kept.map(({ summary }) => summary);
  const { keep } = retain(existing, incoming, state.config.checkpoint, direction);
  return [...kept, { summary: incoming, checkpoint }].flatMap(({ summary, checkpoint }) => {
    const stays = keep.get(summary.id);
    return stays ? [{ summary: { ...summary, kinds: stays }, checkpoint }] : [];
  });
}
