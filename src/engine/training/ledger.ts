/**
 * Books the numbers of optimizer steps as they come back: into the sums of the epoch, the curve, and the history that
 * the next snapshot carries. Decides what happens when one is not finite.
 */
import { AnnealError } from '../../protocol/errors';
import type { BatchEvent, EpochRow, StepPoint } from '../../protocol/events';
import type { Backend } from '../backend';
import { takeIn } from './epochSums';
import type { Pace } from './pace';
import type { Readback, StepRecord } from './readback';
import type { Session } from './session';

/** Thrown to go back to the last snapshot; caught by the loop. */
export class Rollback {
  constructor(readonly step: number) {}
}

export interface Ledger {
  /** Books what has come back; `all` waits for everything that is on the way. */
  collect(all: boolean): Promise<{ event: BatchEvent | null; skipped: StepRecord[] }>;
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

  function book(records: readonly StepRecord[]): { points: StepPoint[]; skipped: StepRecord[] } {
    const points: StepPoint[] = [];
    const skipped: StepRecord[] = [];
    for (const record of records) {
      const { step, epoch, learningRate, gradientNorm, sums } = record;
      const loss = session.workload.metrics(sums).loss ?? Number.NaN;
      if (Number.isFinite(loss) && Number.isFinite(gradientNorm)) {
        takeIn(session.progress.sums, sums, session.workload.maxima);
        points.push({ step, epoch, loss, learningRate, gradientNorm });
      } else {
        refuse(session, record, loss);
        skipped.push(record);
      }
    }
    return { points, skipped };
  }

  return {
    async collect(all) {
      const records = await Promise.race([all ? readback.drain() : readback.swap(), gone]);
      const fault = backend.takeFault();
      if (fault) throw fault;
      const { points, skipped } = book(records);
      history.points.push(...points);
      const last = points.at(-1);
      if (!last) return { event: null, skipped };
      const { totalSteps, progress } = session;
      const eta = pace.eta(totalSteps - progress.step);
      const event: BatchEvent = {
        type: 'batch',
        epoch: progress.epoch + 1,
        step: last.step,
        points,
        ...pace.lap(),
        etaSeconds: eta,
        ...(session.config.training.logBatches && { logged: true as const }),
      };
      return { event, skipped };
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
