/**
 * Keeps a training, whatever its form: says its lines, chooses which checkpoints stay, commits each before it is told of,
 * lets listeners hear, and turns what goes wrong into the last event. Where things are written is the form's.
 */
import { type Checkpoint, summaryOf } from '../engine/checkpoints/checkpoint';
import { retain } from '../engine/checkpoints/retention';
import type { SnapshotEvent, TrainerEvent } from '../engine/training/trainerEvent';
import type { CheckpointConfig } from '../protocol/config';
import { AnnealError } from '../protocol/errors';
import type {
  CheckpointEvent,
  CheckpointKind,
  CheckpointSummary,
  RunWarning,
  StartedEvent,
  TrainEvent,
} from '../protocol/events';
import { createListeners, type HeardRun, type RunListener } from './runListener';
import { type LogContext, logLine } from './runLog';

/** A snapshot and what becomes of the others by it. */
export interface Commit<Packed = unknown> {
  snapshot: SnapshotEvent;
  packed: Packed;
  /** With the kinds that it keeps. */
  summary: CheckpointSummary;
  /** All that are kept from now on, this one among them. */
  kept: readonly CheckpointSummary[];
  /** New kinds of those that have others now. */
  kindsOf: Readonly<Record<string, CheckpointKind[]>>;
  /** Those that go. */
  remove: readonly string[];
  /** Lines of the log that tell of it. */
  lines: readonly string[];
}

/** Where and how the checkpoints of a run are kept. */
export interface CheckpointForm<Packed extends { byteLength: number } = { byteLength: number }> {
  /**
   * Checkpoints that take part in the choice of what stays, and those of a future that was given up, which go with the
   * first commit; asked once, before it.
   */
  kept(): Promise<{ known: readonly CheckpointSummary[]; givenUp: readonly string[] }>;
  /** Of a new checkpoint. */
  idOf(state: Checkpoint['state']): string;
  pack(checkpoint: Checkpoint): Packed;
  /** Once this resolves the checkpoint is kept and may be told of. @returns names of its files, where it has any. */
  commit(commit: Commit<Packed>): Promise<{ files?: string[] }>;
}

/** Where and how a run is kept: in the browser's storage, in a folder, in memory. */
export interface RunForm<Packed extends { byteLength: number } = { byteLength: number }>
  extends CheckpointForm<Packed> {
  /** The run begins: nothing is written before. @returns what a person should know of the place it is kept in. */
  begin(event: StartedEvent): Promise<RunWarning | null>;
  /** Keeps what an event says, its lines of the log among it. */
  record(event: TrainEvent, lines: readonly string[]): Promise<void>;
}

export interface KeepRunOptions<Packed extends { byteLength: number } = { byteLength: number }> {
  form: RunForm<Packed>;
  /** Opens the training; loading may take a while. */
  open(run: HeardRun): AsyncIterable<TrainerEvent> | Promise<AsyncIterable<TrainerEvent>>;
  /** Said as soon as it has begun: what was found while it was opened. */
  warnings?: readonly RunWarning[];
  listeners?: readonly RunListener[];
  /** For them. */
  run: HeardRun;
}

/**
 * The events as the outside hears them, each once it is kept; the last is `finished` or `failed`.
 * @throws what kept the training from beginning; then nothing has been kept of it.
 */
export async function* keepRun<Packed extends { byteLength: number }>(
  options: KeepRunOptions<Packed>,
): AsyncGenerator<TrainEvent, void, void> {
  const { form, open, run } = options;
  const listeners = createListeners(options.listeners ?? []);
  const context: LogContext = {};
  const commit = createCommits(form, run.config.checkpoint, linesOf);
  let begun = false;
  let ended = false;

  function linesOf(event: TrainEvent): string[] {
    if (event.type === 'started') context.metrics = event.metrics;
    if (event.type === 'batch') {
      context.learningRate = event.steps.channels.learningRate?.at(-1) ?? context.learningRate;
    }
    if (event.type === 'epoch') context.learningRate = event.learningRate;
    return logLine(event, new Date(), context)?.split('\n') ?? [];
  }

  async function keep(event: TrainerEvent): Promise<TrainEvent> {
    if (event.type === 'snapshot') return commit(event);
    await form.record(event, linesOf(event));
    return event;
  }

  /** An event that is kept, and what listeners make of it; the last one stays the last. */
  async function* told(event: TrainEvent): AsyncGenerator<TrainEvent, void, void> {
    const isLast = event.type === 'finished' || event.type === 'failed';
    const failures = await listeners.heard(event);
    if (isLast) {
      ended = true;
      failures.push(...(await listeners.ended()));
    } else yield event;
    for (const warning of failures) yield* told(await keep(warning));
    if (isLast) yield event;
  }

  try {
    const early = await listeners.started(run);
    for await (const event of await open(run)) {
      if (event.type === 'failed' && !begun) throw AnnealError.fromJSON(event.error);
      if (event.type !== 'started' || begun) yield* told(await keep(event));
      else {
        const warning = await form.begin(event);
        begun = true;
        yield* told(await keep(event));
        const found = [...(options.warnings ?? []), ...(warning ? [warning] : [])];
        for (const one of found) yield* told(await keep({ type: 'warning', ...one }));
        for (const one of early) yield* told(await keep(one));
      }
    }
  } catch (thrown) {
    const event: TrainEvent = { type: 'failed', error: AnnealError.from(thrown).toJSON() };
    if (!begun) {
      await listeners.heard(event);
      throw thrown;
    }
    // The disk that failed a checkpoint may fail this too; the reader hears of the first failure.
    await form.record(event, linesOf(event)).catch(() => {});
    yield* told(event);
  } finally {
    // Nobody asks for the rest.
    if (!ended) await listeners.ended();
  }
}

/**
 * Commits snapshots one after another and says what becomes of the others by each.
 * @param linesOf lines of the log that tell of it, which are kept with it.
 */
export function createCommits<Packed extends { byteLength: number }>(
  form: CheckpointForm<Packed>,
  config: CheckpointConfig,
  linesOf: (event: CheckpointEvent) => string[],
): (snapshot: SnapshotEvent) => Promise<CheckpointEvent> {
  let known: readonly CheckpointSummary[] | null = null;
  return async (snapshot) => {
    const { kinds, checkpoint, direction } = snapshot;
    const { state } = checkpoint;
    const first = known === null ? await form.kept() : null;
    const before = first?.known ?? known ?? [];
    const packed = form.pack(checkpoint);
    const incoming = summaryOf(form.idOf(state), kinds, state, packed.byteLength, new Date());
    const retention = retain(before, incoming, config, direction);
    const remove = [...(first?.givenUp ?? []), ...retention.remove];
    const summary = { ...incoming, kinds: retention.keep.get(incoming.id) ?? kinds };
    const staying = before.flatMap((one) => {
      const now = retention.keep.get(one.id);
      return now && one.id !== summary.id ? [{ ...one, kinds: now }] : [];
    });
    const kindsBefore = new Map(before.map((one) => [one.id, one.kinds.join()]));
    const changed = staying.filter((one) => one.kinds.join() !== kindsBefore.get(one.id));
    const kindsOf = Object.fromEntries(changed.map((one) => [one.id, one.kinds]));
    const event: CheckpointEvent = { type: 'checkpoint', ...summary, replaces: remove, kindsOf };
    const kept = [...staying, summary];
    const lines = linesOf(event);
    const files = await form.commit({ snapshot, packed, summary, kept, kindsOf, remove, lines });
    known = kept;
    return { ...event, ...files };
  };
}
