/** Recorded counts of a unit and the rates that a model predicts for it, bin by bin. */
import { type LoadedModel, splitOfRows } from '../../../engine/training/evaluate';
import { AnnealError } from '../../../protocol/errors';
import type { Watch } from '../../engine';
import type { Session } from '../data/session';
import { recordedCounts } from '../examples';
import type { NeuronsWorkload } from '../workload';
import type { TraceArgument, UnitArgument } from './unitArguments';

export interface Trace {
  /** Bin of the session that the arrays begin with. */
  start: number;
  /** float32 [bins]: NaN where the mask leaves a count out, and where there is no sample to predict. */
  counts: Float32Array;
  rates: Float32Array;
  /** Ranges of bins that were trained on, [from, to). */
  trained: [number, number][];
}

/** Bins that are looked at together at most. */
const MOST_BINS = 20_000;

export async function traceOf(
  { workload, executable, parameters }: LoadedModel<NeuronsWorkload>,
  { session: name, unit, start, end }: TraceArgument,
  watch: Watch,
): Promise<Trace> {
  const session = sessionWith(workload, { session: name, unit });
  const to = Math.min(end, session.bins, start + MOST_BINS);
  const count = Math.max(0, to - start);
  const inside = (row: number) => row >= session.start + start && row < session.start + to;
  const rates = new Float32Array(count).fill(Number.NaN);
  for await (const part of executable.predict(parameters, workload.rows.filter(inside), watch)) {
    part.rows.forEach((row, i) => {
      rates[row - session.start - start] = part.rates[i * session.units + unit]!;
    });
  }
  const splits = splitOfRows(workload);
  const trained: [number, number][] = [];
  workload.rows.forEach((row, i) => {
    if (!inside(row) || splits[i] !== 'train') return;
    const bin = row - session.start;
    const last = trained.at(-1);
    if (last?.[1] === bin) last[1] = bin + 1;
    else trained.push([bin, bin + 1]);
  });
  return { start, counts: recordedCounts(session, unit, start, Math.max(start, to)), rates, trained };
}

/** @throws data-not-found for a session or a unit that the data do not have. */
export function sessionWith(
  { sessions }: Pick<NeuronsWorkload, 'sessions'>,
  { session: name, unit }: UnitArgument,
): Session {
  const session = sessions.find((one) => one.name === name);
  if (session && unit < session.units) return session;
  throw new AnnealError('data-not-found', `There is no unit ${unit} in a session "${name}".`, {
    place: session ? `unit ${unit}` : `session ${name}`,
    received: session
      ? `${session.units} units`
      : sessions.map(({ name }) => name).join(', ') || 'no sessions',
    remedy: 'Choose a session and a unit that the data have.',
  });
}
