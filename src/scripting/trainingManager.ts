/**
 * Training from a script, in one call: a configuration out of presets, the trainer, what it keeps, a summary. How to run
 * it: docs/scripting.md.
 */

import { type Backend, selectBackend } from '../engine/backend';
import type { Checkpoint } from '../engine/checkpoints/checkpoint';
import { withMoreEpochs } from '../engine/checkpoints/prolong';
import type { DatasetReader } from '../engine/data/datasetReader';
import { fingerprintOf } from '../engine/data/fingerprint';
import type { Workspace } from '../engine/data/workspace';
import { train } from '../engine/trainer';
import type { TrainControl } from '../engine/training/stages';
import type { TrainerEvent } from '../engine/training/trainerEvent';
import type { RunConfig } from '../protocol/config';
import { AnnealError } from '../protocol/errors';
import type { BestValue, CheckpointSummary, EpochRow, FinishedEvent } from '../protocol/events';
import type { MetricInfo } from '../protocol/metrics';
import { keepRun, type RunForm } from '../runs/keepRun';
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

  const inMemory: RunForm<{ checkpoint: Checkpoint; byteLength: number }> = {
    kept: async () => ({ known: checkpoints.map(({ summary }) => summary), givenUp: [] }),
    idOf: () => crypto.randomUUID(),
    pack: (checkpoint) => ({
      checkpoint,
      byteLength: checkpoint.tensors.reduce((sum, { data }) => sum + data.byteLength, 0),
    }),
    async begin(event) {
      device = `${event.backend.name} (${event.backend.device})`;
      ({ parameterCount, metrics } = event);
      return null;
    },
    async commit({ packed: { checkpoint }, kept }) {
      const before = new Map(checkpoints.map((one) => [one.summary.id, one.checkpoint]));
      checkpoints = kept.map((summary) => ({ summary, checkpoint: before.get(summary.id) ?? checkpoint }));
      return {};
    },
    async record(event) {
      if (event.type !== 'epoch') return;
      const { type: _type, best: soFar, etaSeconds: _eta, ...row } = event;
      best = soFar;
      history.set(row.epoch, row);
      await metricSink?.(row);
    },
  };

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
    const fingerprint = await fingerprintOf(data);
    const backend = call.backend ?? (await selectBackend('auto'));
    const control = call.control ?? { request: 'run' };
    /** What the trainer says, with whole checkpoints, goes to the sink before it is kept. */
    async function* open(): AsyncGenerator<TrainerEvent> {
      const events = train({
        config,
        task: engines[taskKind(config.task)],
        data,
        ...(call.workspace && { workspace: call.workspace }),
        fingerprint,
        backend,
        control,
        ...(resume && { resume }),
        ...(bestKept && { best: bestKept.checkpoint }),
      });
      for await (const event of events) {
        await eventSink?.(event);
        yield event;
      }
    }
    const events = keepRun({
      form: inMemory,
      open,
      run: {
        id: modelName,
        name: modelName,
        config,
        dataset: { name: modelName, fingerprint },
        control,
        resumedFrom: resume ? { epoch: completed, step } : null,
      },
    });
    for await (const event of events) {
      if (event.type === 'finished') return event;
      if (event.type === 'failed') throw AnnealError.fromJSON(event.error);
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
