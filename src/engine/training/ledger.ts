/**
 * Books the numbers of optimizer steps as they come back: into the sums of the epoch, the curve, and the history that
 * the next snapshot carries. Decides what happens when one is not finite.
 */
import { AnnealError } from '../../protocol/errors';
import type { BatchEvent, EpochRow } from '../../protocol/events';
import { joinSteps, type StepColumns, stepColumns } from '../../protocol/steps';
import type { Backend } from '../backend';
import { takeIn } from './epochSums';
import { type Pace, speedOf } from './pace';
import type { Readback, StepRecord } from './readback';
import type { Progress, Session } from './session';
import type { SnapshotEvent } from './trainerEvent';

/** Thrown to go back to the last snapshot; caught by the loop. */
export class Rollback {
  constructor(readonly step: number) {}
}

export interface Booked {
  event: BatchEvent | null;
  /** Steps that changed nothing. */
  skipped: StepRecord[];
  /** Variants of micro-batches that the other steps left out. */
  leftOut: string[];
}

export interface Ledger {
  /** Books what has come back; `all` waits for everything that is on the way. */
  collect(all: boolean): Promise<Booked>;
  addEpoch(row: EpochRow): void;
  /** Hands over what was booked since the last call. */
  takeHistory(): SnapshotEvent['history'];
}

export function createLedger(session: Session, readback: Readback, pace: Pace, backend: Backend): Ledger {
  let epochs: EpochRow[] = [];
  let parts: StepColumns[] = [];
  const kept = session.workload.stepMetrics ?? [];
  const gone = backend.lost.then((error): never => {
    throw error;
  });
  gone.catch(() => {});

  function book(records: readonly StepRecord[]) {
    const rows: Parameters<typeof stepColumns>[0][number][] = [];
    const time = Date.now();
    const skipped: StepRecord[] = [];
    const leftOut: string[] = [];
    for (const record of records) {
      const { step, epoch, learningRate, gradientNorm, sums, variants } = record;
      const isEmpty = record.leftOut.length === variants.length;
      const metrics = session.workload.metrics(sums);
      const loss = metrics.loss ?? Number.NaN;
      if (!isEmpty && Number.isFinite(loss) && Number.isFinite(gradientNorm)) {
        leftOut.push(...record.leftOut);
        takeIn(session.progress.sums, sums, session.workload.maxima);
        const more = Object.fromEntries(kept.map((name) => [name, metrics[name] ?? Number.NaN]));
        rows.push({ step, epoch, time, ...more, loss, learningRate, gradientNorm });
        session.progress.skippedInARow = 0;
      } else {
        refuse(session, record, loss);
        skipped.push(record);
      }
    }
    return { steps: stepColumns(rows), skipped, leftOut };
  }

  return {
    async collect(all) {
      const records = await Promise.race([all ? readback.drain() : readback.swap(), gone]);
      const fault = backend.takeFault();
      if (fault) throw fault;
      const { steps, skipped, leftOut } = book(records);
      const last = steps.step.at(-1);
      if (last === undefined) return { event: null, skipped, leftOut };
      // The event's arrays are handed over to the page.
      parts.push(joinSteps([steps]));
      const { totalSteps, progress } = session;
      const eta = pace.eta(totalSteps - progress.step);
      const event: BatchEvent = {
        type: 'batch',
        epoch: progress.epoch + 1,
        step: last,
        steps,
        ...speedOf(records),
        etaSeconds: eta,
        ...(session.config.training.logBatches && { logged: true as const }),
      };
      return { event, skipped, leftOut };
    },
    addEpoch: (row) => epochs.push(row),
    takeHistory() {
      const taken = { epochs, steps: joinSteps(parts) };
      epochs = [];
      parts = [];
      return taken;
    },
  };
}

/** How often a run goes back to its last snapshot before it gives up. */
export const MAX_ROLLBACKS = 5;

/** The policy `training.nonFinite`; the update itself has left the parameters as they were. */
function refuse({ config, progress }: Session, { step, gradientNorm }: StepRecord, loss: number): void {
  const { nonFinite, maxSkippedInARow } = config.training;
  const numbers = `the loss is ${loss}, the gradient norm ${gradientNorm}`;
  switch (nonFinite) {
    case 'skip':
      progress.skipped++;
      progress.skippedInARow++;
      if (maxSkippedInARow === null || progress.skippedInARow < maxSkippedInARow) return;
      throw nothingLearnt(
        `${maxSkippedInARow} steps in a row were skipped as not finite, up to step ${step}: ${numbers}.`,
        step,
        loss,
      );
    case 'rollback':
      if (progress.rollbacks < MAX_ROLLBACKS) throw new Rollback(step);
      throw nothingLearnt(
        `Step ${step} is not finite, also after ${MAX_ROLLBACKS} returns at half the learning rate each: ${numbers}.`,
        step,
        loss,
      );
    case 'stop':
      throw nothingLearnt(`Step ${step}: ${numbers}.`, step, loss);
  }
}

function nothingLearnt(message: string, step: number, loss: number): AnnealError {
  return new AnnealError('non-finite', message, {
    place: `step ${step}`,
    received: String(loss),
    remedy: 'Lower training.learningRate, clip gradients, or look for extreme values in the data.',
  });
}

/**
 * The end of a run under `skip`, honestly: a warning of how many steps it left out; null where there were none.
 * @throws non-finite when it left out all of them.
 */
export function skippedAtEnd({ skipped, step }: Pick<Progress, 'skipped' | 'step'>): string | null {
  if (skipped === 0) return null;
  const steps = step === 1 ? 'The only step' : `All ${step} steps`;
  if (skipped >= step) {
    throw nothingLearnt(
      `${steps} of the run ${step === 1 ? 'was' : 'were'} skipped as not finite.`,
      step,
      Number.NaN,
    );
  }
  const share = (100 * skipped) / step;
  // Not all of them is never 100 %.
  const percent = share > 99 ? Math.floor(10 * share) / 10 : Number(share.toPrecision(2));
  return `${skipped} of ${step} steps (${percent} %) changed nothing: their loss or gradient was not finite, and they were skipped.`;
}

/** What is said of steps and micro-batches that were skipped: counted by variant, where batches have any. */
export function skipMessages({ skipped, leftOut }: Pick<Booked, 'skipped' | 'leftOut'>): string[] {
  const unnamed = skipped.filter(({ variants }) => variants.every((variant) => variant === ''));
  const named = skipped.filter((record) => !unnamed.includes(record));
  const counts = new Map<string, number>();
  for (const variant of [...named.flatMap(({ variants }) => variants), ...leftOut]) {
    counts.set(variant, (counts.get(variant) ?? 0) + 1);
  }
  return [
    ...ranges(unnamed.map(({ step }) => step)).map(([first, last]) =>
      first === last
        ? `Step ${first} was skipped: its loss or gradient is not finite.`
        : `Steps ${first} to ${last} were skipped: their loss or gradient is not finite.`,
    ),
    ...[...counts].map(([variant, count]) => {
      const of = variant === '' ? '' : ` of ${variant}`;
      return count === 1
        ? `1 batch${of} was skipped: its loss or gradient was not finite.`
        : `${count} batches${of} were skipped: their loss or gradient was not finite.`;
    }),
  ];
}

/** First and last of the numbers that follow on one another. @param numbers rising. */
function ranges(numbers: readonly number[]): [number, number][] {
  const found: [number, number][] = [];
  for (const number of numbers) {
    const open = found.at(-1);
    if (open && number === open[1] + 1) open[1] = number;
    else found.push([number, number]);
  }
  return found;
}
