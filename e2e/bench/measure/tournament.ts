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
  /** Losses of steps 1 and 3; empty when it did not start. */
  values: number[];
  /** One a repetition. */
  runs: Measurement[];
  /** Why it could not take part. */
  failure: string | null;
}

/** Milliseconds of one run, and the most steps in it. */
const RUN_TIME = 300;
const MOST_STEPS = 60;
/** Milliseconds after which a contender counts as stuck; compiling a U-Net takes a while on a software adapter. */
const PATIENCE = 120_000;

export async function hold(
  host: Host,
  problem: ProblemName,
  names: readonly ContenderName[],
  repetitions: number,
): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (const contender of names) {
    const entry: Entry = { contender, device: '', values: [], runs: [], failure: null };
    entries.push(entry);
    await attempt(entry, async () => {
      const open = await ask(host, contender, { do: 'open', contender }, openedSchema);
      entry.device = open.device;
      entry.values = (await ask(host, contender, { do: 'prepare', problem }, preparedSchema)).values;
      // Not counted: it tells how many steps fill the time.
      entry.runs = [await run(host, contender, 1)];
    });
  }
  const steps = new Map(
    entries.map(({ contender, runs: [first] }) => [
      contender,
      Math.max(1, Math.min(MOST_STEPS, Math.round(RUN_TIME / (first?.milliseconds ?? RUN_TIME)))),
    ]),
  );
  for (const entry of entries) entry.runs = [];
  for (let repetition = 0; repetition < repetitions; repetition++) {
    const order = entries.map((_, i) => entries[(i + repetition) % entries.length]!);
    for (const entry of order) {
      if (entry.failure !== null) continue;
      await attempt(entry, async () => {
        entry.runs.push(await run(host, entry.contender, steps.get(entry.contender) ?? 1));
      });
    }
  }
  for (const { contender } of entries) await host.stop(contender);
  return entries;

  async function attempt(entry: Entry, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      entry.failure = error instanceof Error ? error.message : String(error);
      await host.stop(entry.contender);
    }
  }
}

function run(host: Host, contender: ContenderName, steps: number): Promise<Measurement> {
  return ask(host, contender, { do: 'run', steps }, measurementSchema);
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
