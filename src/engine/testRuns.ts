/** Small runs for tests: a synthetic table and a consumer that collects every event. */

import type { ArraySet, NamedArray } from '../formats/arrays';
import type { EpochEvent, FinishedEvent } from '../protocol/events';
import { type StepPoint, stepPoints } from '../protocol/steps';
import { engines } from '../tasks/engines';
import { parseConfig, taskKind } from '../tasks/runConfig';
import type { Backend } from './backend';
import type { Checkpoint } from './checkpoints/checkpoint';
import { type DatasetReader, residentData } from './data/datasetReader';
import type { Workspace } from './data/workspace';
import { randomStream } from './random';
import { train } from './trainer';
import type { TrainControl } from './training/stages';
import type { SnapshotEvent, TrainerEvent } from './training/trainerEvent';

/** y0 = sin x0 + 0.3 x1, y1 = |x2| − x3·x4, without noise. */
export function syntheticTable(rows: number): ArraySet {
  const random = randomStream(7, 'synthetic table');
  const x = Float32Array.from({ length: rows * 5 }, () => random.normal());
  const y = new Float32Array(rows * 2);
  for (let row = 0; row < rows; row++) {
    const [a = 0, b = 0, c = 0, d = 0, e = 0] = x.subarray(row * 5, row * 5 + 5);
    y.set([Math.sin(a) + 0.3 * b, Math.abs(c) - d * e], row * 2);
  }
  return arraySet({ X: { shape: [rows, 5], data: x }, Y: { shape: [rows, 2], data: y } });
}

export function arraySet(arrays: Record<string, { shape: number[]; data: Float32Array }>): ArraySet {
  return new Map(
    Object.entries(arrays).map(([name, { shape, data }]): [string, NamedArray] => [
      name,
      { name, dtype: 'float32', shape, data, categories: null },
    ]),
  );
}

export interface TestRun {
  /** Partial; it names its task. */
  config: object;
  /** The data in memory, or to be read. */
  arrays: ArraySet | DatasetReader;
  backend: Backend;
  resume?: Checkpoint;
  best?: Checkpoint;
  compile?: boolean;
  residentBytes?: number;
  workspace?: Workspace;
  /** Called after every event; may change what the trainer is asked to do. */
  onEvent?: (event: TrainerEvent, control: TrainControl) => void;
}

export interface TestResult {
  events: TrainerEvent[];
  points: StepPoint[];
  epochs: EpochEvent[];
  snapshots: SnapshotEvent[];
  finished: FinishedEvent | null;
  /** The newest place to go on from. */
  latest: Checkpoint;
}

/** Trains a configuration to its end. @throws what the run failed with. */
export async function runToEnd({
  config,
  arrays,
  backend,
  resume,
  best,
  compile = true,
  residentBytes = Infinity,
  workspace,
  onEvent,
}: TestRun): Promise<TestResult> {
  const parsed = parseConfig(config).config;
  const control: TrainControl = { request: 'run' };
  const options = {
    config: parsed,
    task: engines[taskKind(parsed.task)],
    data: 'read' in arrays ? arrays : residentData(arrays),
    fingerprint: 'test',
    backend,
    control,
    compile,
    residentBytes,
    workspace,
  };
  const events = train({ ...options, ...(resume && { resume }), ...(best && { best }) });
  return collect(events, (event) => onEvent?.(event, control), resume);
}

/**
 * Hears a training to its end.
 * @param latest where it went on from.
 * @throws what it failed with.
 */
export async function collect(
  run: AsyncIterable<TrainerEvent>,
  onEvent: (event: TrainerEvent) => void = () => {},
  latest?: Checkpoint,
): Promise<TestResult> {
  const events: TrainerEvent[] = [];
  for await (const event of run) {
    events.push(event);
    if (event.type === 'failed') throw Object.assign(new Error(event.error.message), event.error);
    onEvent(event);
  }
  const snapshots = events.filter((event) => event.type === 'snapshot');
  const newest = snapshots.findLast(({ kinds }) => kinds.includes('latest'));
  return {
    events,
    points: events.flatMap((event) => (event.type === 'batch' ? stepPoints(event.steps) : [])),
    epochs: events.filter((event) => event.type === 'epoch'),
    snapshots,
    finished: events.find((event) => event.type === 'finished') ?? null,
    latest: newest?.checkpoint ?? latest!,
  };
}
