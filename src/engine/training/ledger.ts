/**
 * Books the numbers of optimizer steps as they come back: into the sums of the epoch, the curve, and the history that
 * the next snapshot carries. Decides what happens when one is not finite.
 */
import { AnnealError } from '../../protocol/errors';
import type { BatchEvent, EpochRow, StepPoint } from '../../protocol/events';
import type { Backend } from '../backend';
import { takeIn } from './epochSums';
import { type Pace, speedOf } from './pace';
import type { Readback, StepRecord } from './readback';
import type { Session } from './session';

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
  takeHistory(): { epochs: EpochRow[]; points: StepPoint[] };
}

export function createLedger(session: Session, readback: Readback, pace: Pace, backend: Backend): Ledger {
  let history: { epochs: EpochRow[]; points: StepPoint[] } = { epochs: [], points: [] };
  const gone = backend.lost.then((error): never => {
    throw error;
  });
  gone.catch(() => {});

  function book(records: readonly StepRecord[]) {
    const points: StepPoint[] = [];
    const skipped: StepRecord[] = [];
    const leftOut: string[] = [];
    for (const record of records) {
      const { step, epoch, learningRate, gradientNorm, sums, variants } = record;
      const isEmpty = record.leftOut.length === variants.length;
      const loss = session.workload.metrics(sums).loss ?? Number.NaN;
      if (!isEmpty && Number.isFinite(loss) && Number.isFinite(gradientNorm)) {
        leftOut.push(...record.leftOut);
        takeIn(session.progress.sums, sums, session.workload.maxima);
        points.push({ step, epoch, loss, learningRate, gradientNorm });
      } else {
        refuse(session, record, loss);
        skipped.push(record);
      }
    }
    return { points, skipped, leftOut };
  }

  return {
    async collect(all) {
      const records = await Promise.race([all ? readback.drain() : readback.swap(), gone]);
      const fault = backend.takeFault();
      if (fault) throw fault;
      const { points, skipped, leftOut } = book(records);
      history.points.push(...points);
      const last = points.at(-1);
      if (!last) return { event: null, skipped, leftOut };
      const { totalSteps, progress } = session;
      const eta = pace.eta(totalSteps - progress.step);
      const event: BatchEvent = {
        type: 'batch',
        epoch: progress.epoch + 1,
        step: last.step,
        points,
        ...speedOf(records),
        etaSeconds: eta,
        ...(session.config.training.logBatches && { logged: true as const }),
      };
      return { event, skipped, leftOut };
    },
    addEpoch: (row) => history.epochs.push(row),
    takeHistory() {
      const taken = history;
      history = { epochs: [], points: [] };
      return taken;
    },
  };
}

/** The policy `training.nonFinite`; the update itself has left the parameters as they were. */
function refuse({ config, progress }: Session, { step, gradientNorm }: StepRecord, loss: number): void {
  switch (config.training.nonFinite) {
    case 'skip':
      return;
    case 'rollback':
      if (progress.rollbacks < 5) throw new Rollback(step);
  }
  throw new AnnealError(
    'non-finite',
    `Step ${step}: the loss is ${loss}, the gradient norm ${gradientNorm}.`,
    {
      place: `step ${step}`,
      received: String(loss),
      remedy: 'Lower training.learningRate, clip gradients, or look for extreme values in the data.',
    },
  );
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
    ...unnamed.map(({ step }) => `Step ${step} was skipped: its loss or gradient is not finite.`),
    ...[...counts].map(([variant, count]) => {
      const of = variant === '' ? '' : ` of ${variant}`;
      return count === 1
        ? `1 batch${of} was skipped: its loss or gradient was not finite.`
        : `${count} batches${of} were skipped: their loss or gradient was not finite.`;
    }),
  ];
}
