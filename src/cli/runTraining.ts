/** A whole training from a script in one call, into a folder such as `anneal train` leaves. How to use it: docs/scripting.md. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Checkpoint } from '../engine/checkpoints/checkpoint';
import type { Weights } from '../engine/checkpoints/pretrained';
import { type DatasetReader, residentData } from '../engine/data/datasetReader';
import type { TrainControl } from '../engine/training/stages';
import type { ArraySet } from '../formats/arrays';
import type { BackendPreference } from '../protocol/commands';
import type { RunConfig } from '../protocol/config';
import { AnnealError } from '../protocol/errors';
import type { FinishedEvent, Metrics, TrainEvent } from '../protocol/events';
import { jsonObjectSchema } from '../protocol/json';
import type { Callback } from '../runs/callbacks';
import type { RunListener } from '../runs/runListener';
import { parseHistoryCsv } from '../runs/textFiles';
import type { TaskKind } from '../tasks/catalogue';
import { type GivenFlag, taskFlagKinds, withFlag, withSection } from '../tasks/flags';
import { defaultConfig } from '../tasks/runConfig';
import { readData } from './dataFiles';
import { listenersNamed } from './logOptions';
import { type GivenWeights, readGivenWeights, weightsInMemory, withGivenWeights } from './pretrained';
import { loadSaved } from './savedState';
import { openRunFolder, prolongFolder, type RunFolder, trainFolder } from './trainFolder';
import { selectTunedBackend } from './tunedBackend';

interface NamedOptions {
  task: TaskKind;
  /** Files and folders as `--data` takes them, arrays in memory, or data that are open already. */
  data: string | readonly string[] | ArraySet | DatasetReader;
  /** Of the experiment, and of its folder. */
  name: string;
  preset?: string;
  /** Sections of a configuration, partial; laid over the preset, or over that of the run that is gone on with. */
  config?: Partial<Record<Exclude<keyof RunConfig, 'version' | 'task'>, object>>;
  /** `experiments` when not given. */
  outputDir?: string;
  /** Go on from the latest checkpoint of the folder; begin where there is none. */
  resume?: boolean;
  /** A checkpoint file to go on from, in a folder that holds no run yet. */
  restartCheckpoint?: string;
  /** With either: train on for so many epochs after those that are done, with the schedule of the longer run. */
  moreEpochs?: number;
  /**
   * Weights that a new run starts from: a .safetensors file, or tensors by name as another training's `parameters` are.
   * Which of them, and whether they are frozen, is `config: { training: { pretrained: { only, freeze } } }`.
   */
  pretrained?: string | Weights;
  /** 'auto' when not given: hardware WebGPU, else WASM. */
  backend?: BackendPreference;
  /** Change its request to pause or stop. */
  control?: TrainControl;
  /** Heartbeats, and your own: each hears the events it has a function for; one that throws is left out with a warning. */
  callbacks?: readonly Callback[];
  /** Who is told of it too, as `--log` has it: `tensorboard=DIR`, `wandb=DIR`, `mlflow=URL`. */
  log?: readonly string[];
  /** Whoever else hears the run: loggers of your own. */
  listeners?: readonly RunListener[];
  /** Hears everything, each once its files are on the disk; awaited. What it throws ends the training. */
  onEvent?: (event: TrainEvent) => void | Promise<void>;
}

/** Beside these the flags that the task has on the command line, in camel case: `numEpochs: 5` for `--num-epochs 5`. */
export type RunTrainingOptions = NamedOptions & { [flag: string]: unknown };

export interface TrainingResult {
  /** `outputDir/name`: config.json, history.csv, run.log, checkpoints/. */
  folder: string;
  config: RunConfig;
  /** The weights that validation and the test used, by name: of the best epoch, averaged ones where there are any. */
  parameters: Map<string, { shape: number[]; data: Float32Array }>;
  /** Of the last epoch's validation, or of its training where nothing validates; null before the first epoch. */
  finalLoss: number | null;
  /** The smallest of these over all epochs. */
  bestLoss: number | null;
  /** Of the last epoch; `test` with the best weights. */
  metrics: { train: Metrics; validation: Metrics | null; test: Metrics | null };
  finished: FinishedEvent;
}

/** Settles with the training before. */
let before: Promise<unknown> = Promise.resolve();
/** Known to everything that a training calls. */
const calledIn = new AsyncLocalStorage<{ name: string; underWay: boolean }>();

/**
 * Calls take turns: the backend is global to TensorFlow.js, so that two trainings in one process would switch it under one
 * another. `anneal train-many` trains in processes beside one another.
 * @throws AnnealError for options, data and settings that do not fit, and what the training failed with; `busy` for a call
 *   from inside of a training, which would wait for itself.
 */
export async function runTraining(options: RunTrainingOptions): Promise<TrainingResult> {
  const outer = calledIn.getStore();
  if (outer?.underWay) {
    throw new AnnealError(
      'busy',
      `The training ${outer.name} calls another one and would wait for it for ever.`,
      {
        received: options.name,
        remedy: 'Call runTraining when the first one has ended.',
      },
    );
  }
  const call = { name: options.name, underWay: true };
  const trained = before.then(() => calledIn.run(call, () => trainAlone(options)));
  before = trained.catch(() => {});
  return trained.finally(() => {
    call.underWay = false;
  });
}

async function trainAlone(options: RunTrainingOptions): Promise<TrainingResult> {
  const {
    task,
    data,
    name,
    preset,
    config: overrides,
    outputDir = 'experiments',
    resume = false,
    ...others
  } = options;
  const {
    backend = 'auto',
    control = { request: 'run' },
    callbacks,
    log = [],
    listeners = [],
    onEvent,
    restartCheckpoint,
    moreEpochs,
    pretrained,
    ...rest
  } = others;
  const flags = givenFlags(rest);
  const logged = listenersNamed(log);
  const folder = await openRunFolder(join(outputDir, name), { resume, restartCheckpoint });
  const paths = pathsOf(data);
  let reader: DatasetReader | null = null;
  try {
    const base = startOf(folder, task, preset);
    let config = withSection(base, '', jsonObjectSchema.parse({ experiment: { name }, ...overrides }));
    for (const flag of flags) config = withFlag(config, flag);
    // A run that is gone on with has them in its checkpoint.
    const given = folder.saved ? null : await givenWeights(pretrained);
    if (given) config = withGivenWeights(config, given);
    const longer = prolongFolder(folder, config, moreEpochs);
    config = longer.config;
    reader = await openData(data);
    const run = {
      folder: longer.folder,
      config,
      data: reader,
      paths,
      backend: await selectTunedBackend(backend),
      control,
      pretrained: given?.weights,
      callbacks,
      listeners: [...logged(folder.path), ...listeners],
    };
    let finished: FinishedEvent | null = null;
    for await (const event of trainFolder(run)) {
      await onEvent?.(event);
      if (event.type === 'failed') throw AnnealError.fromJSON(event.error);
      if (event.type === 'finished') finished = event;
    }
    if (!finished) throw new AnnealError('internal', 'The training ended without saying how.');
    return { folder: folder.path, config, ...(await outcome(folder.path, finished)), finished };
  } finally {
    // What was handed over open is its owner's to close.
    if (paths.length > 0) reader?.close();
    folder.release();
  }
}

/** Files are opened here; arrays and open data have none. */
function pathsOf(data: RunTrainingOptions['data']): readonly string[] {
  if (typeof data === 'string') return [data];
  return isList(data) ? data : [];
}

const isList = (data: RunTrainingOptions['data']): data is readonly string[] => Array.isArray(data);

async function openData(data: RunTrainingOptions['data']): Promise<DatasetReader> {
  if (typeof data === 'string' || isList(data)) return readData(pathsOf(data));
  return 'read' in data ? data : residentData(data);
}

async function givenWeights(pretrained: string | Weights | undefined): Promise<GivenWeights | null> {
  if (pretrained === undefined) return null;
  return typeof pretrained === 'string' ? readGivenWeights(pretrained) : weightsInMemory(pretrained);
}

/** A run that is gone on with keeps its configuration, unless a preset is named. */
function startOf({ saved }: RunFolder, task: TaskKind, preset: string | undefined): RunConfig {
  const before = saved?.latest.state.config;
  if (before === undefined || preset !== undefined) return defaultConfig(task, preset);
  if (before.task === task) return before;
  throw new AnnealError('usage', `The run is of the task ${before.task}, not ${task}.`, {
    place: 'task',
    received: task,
    remedy: 'Give the task of the run, or another name.',
  });
}

/** `numEpochs: 5` as `--num-epochs 5`; what is false or undefined is not given. */
function givenFlags(options: Record<string, unknown>): GivenFlag[] {
  const kinds = taskFlagKinds();
  return Object.entries(options).flatMap(([name, value]): GivenFlag[] => {
    if (value === undefined) return [];
    const flag = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    if (kinds.get(flag) === 'flag' && typeof value === 'boolean') return value ? [{ flag, value }] : [];
    return [{ flag, value: typeof value === 'string' ? value : JSON.stringify(value) }];
  });
}

/** What the folder holds in the end. */
async function outcome(folder: string, { test }: FinishedEvent) {
  const path = join(folder, 'history.csv');
  const rows = parseHistoryCsv(await readFile(path, 'utf8'), path);
  const losses = rows.map(({ train, validation }) => (validation ?? train).loss ?? Number.NaN);
  const defined = losses.filter((loss) => !Number.isNaN(loss));
  const last = rows.at(-1);
  const saved = await loadSaved(join(folder, 'checkpoints'));
  return {
    parameters: weightsOf(saved?.best ?? saved?.latest),
    finalLoss: losses.at(-1) ?? null,
    bestLoss: defined.length > 0 ? Math.min(...defined) : null,
    metrics: { train: last?.train ?? {}, validation: last?.validation ?? null, test },
  };
}

/** Averaged weights where there are any. */
function weightsOf(checkpoint: Checkpoint | undefined): TrainingResult['parameters'] {
  const tensors = checkpoint?.tensors ?? [];
  const averaged = tensors.filter(({ name }) => name.startsWith('ema/'));
  const plain = tensors.filter(({ name }) => !name.includes('/'));
  const chosen = averaged.length > 0 ? averaged : plain;
  return new Map(chosen.map(({ name, shape, data }) => [name.replace(/^ema\//, ''), { shape, data }]));
}
