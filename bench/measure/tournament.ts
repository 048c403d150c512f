/**
 * The order of measurements: every repetition runs each contender once, one after the other, beginning with another one
 * each time. Other work on the machine then falls on all alike, and a ratio is taken inside a repetition.
 */
import type { ZodType } from 'zod';
import type { ProblemName } from '../problems/catalogue';
import type { ContenderName } from './contenders';
import type { Host } from './host';
import {
  type Measurement,
  measurementSchema,
  openedSchema,
  preparedSchema,
  type Request,
  replySchema,
} from './protocol';

export interface Entry {
  contender: ContenderName;
  device: string;
  /** Losses of the first two steps; empty when it did not start. */
  values: number[];
  /** Steps in a run. */
  steps: number;
  /** One a repetition. */
  runs: Measurement[];
  /** Why it could not take part. */
  failure: string | null;
}

export interface TournamentOptions {
  contenders: readonly ContenderName[];
  /** Fewer where they would take more than `budget`, but at least two. */
  repetitions: number;
  /** Seconds for a problem's repetitions. */
  budget: number;
  /** Told about each contender that is ready and each repetition. */
  progress: (line: string) => void;
}

/** Milliseconds of one run, and the most steps in it. */
const RUN_TIME = 300;
const MOST_STEPS = 60;
/** Milliseconds after which a contender counts as stuck; on a busy machine's software adapter first steps take minutes. */
const PATIENCE = 900_000;

export async function hold(
  host: Host,
  problem: ProblemName,
  { contenders, repetitions, budget, progress }: TournamentOptions,
): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (const contender of contenders) {
    const entry: Entry = { contender, device: '', values: [], steps: 1, runs: [], failure: null };
    entries.push(entry);
    const started = performance.now();
    await attempt(host, entry, async () => {
      const { device } = await ask(host, contender, { do: 'open', contender }, openedSchema);
      const { values, milliseconds } = await ask(host, contender, { do: 'prepare', problem }, preparedSchema);
      const steps = Math.max(1, Math.min(MOST_STEPS, Math.round(RUN_TIME / milliseconds)));
      Object.assign(entry, { device, values, steps });
    });
    progress(`${problem}, ${contender}: ${entry.failure ?? 'ready'} (${secondsSince(started)} s)`);
  }
  const started = performance.now();
  for (let repetition = 0; repetition < repetitions; repetition++) {
    if (repetition >= 2 && performance.now() - started > budget * 1000) break;
    const order = entries.map((_, i) => entries[(i + repetition) % entries.length]!);
    for (const entry of order) {
      if (entry.failure !== null) continue;
      await attempt(host, entry, async () => {
        const run = { do: 'run', steps: entry.steps } as const;
        entry.runs.push(await ask(host, entry.contender, run, measurementSchema));
      });
    }
    progress(`${problem}, repetition ${repetition + 1} (${secondsSince(started)} s)`);
  }
  for (const { contender } of entries) await host.stop(contender);
  return entries;
}

/** A failure is the entry's own; the others go on. */
async function attempt(host: Host, entry: Entry, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    entry.failure = error instanceof Error ? error.message : String(error);
    await host.stop(entry.contender);
  }
}

function secondsSince(started: number): string {
  return ((performance.now() - started) / 1000).toFixed(1);
}

async function ask<Result>(
  host: Host,
  contender: ContenderName,
  request: Request,
  schema: ZodType<Result>,
): Promise<Result> {
  const reply = replySchema.parse(await inTime(host.send(contender, request), request.do));
  if (!reply.ok) throw new Error(reply.message);
  return schema.parse(reply.result);
}

async function inTime<Result>(promise: Promise<Result>, what: string): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`No answer to "${what}" in ${PATIENCE / 1000} s.`)), PATIENCE);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
