/** What the curves of the chosen runs show, and how it stands in the address. Names of others are left alone. Pure. */
import { z } from 'zod';
import { type Smoothing, smoothingKinds } from '../../../store/smoothing';
import { type Spread, spreads } from './bands';

export interface CurvesState {
  /** Keys of metrics; empty for the first that is offered. */
  metrics: string[];
  /** A kind of axis, or the key of a metric. */
  x: string;
  logX: boolean;
  /** null where the reader's own preference stands. */
  logY: boolean | null;
  /** null where the reader's own preference stands, `none` for raw lines. */
  smoothing: Smoothing | 'none' | null;
  /** Values of epochs are smoothed, too. */
  smoothEpochs: boolean;
  /** Path of the setting by which runs are grouped; empty for none. */
  group: string;
  spread: Spread;
  /** Metrics of one unit in one picture. */
  together: boolean;
  /** Of the run or group that the others stand back for; empty for none. */
  isolated: string;
}

const amount = z.coerce.number().positive();
const spread = z.enum(spreads).catch('sd');
const kind = z.enum(smoothingKinds);

export function readCurvesState(params: URLSearchParams): CurvesState {
  return {
    metrics: params.getAll('metric'),
    x: params.get('x') ?? 'epoch',
    logX: params.get('logx') === '1',
    logY: params.has('logy') ? params.get('logy') === '1' : null,
    smoothing: readSmoothing(params.get('smooth')),
    smoothEpochs: params.get('smooth-epochs') === '1',
    group: params.get('group-by') ?? '',
    spread: spread.parse(params.get('band') ?? 'sd'),
    together: params.get('together') === '1',
    isolated: params.get('only') ?? '',
  };
}

function readSmoothing(text: string | null): CurvesState['smoothing'] {
  if (text === null || text === 'none') return text;
  const [name, size] = text.split(':');
  const parsed = z.object({ kind, amount }).safeParse({ kind: name, amount: size });
  if (!parsed.success) return null;
  return {
    kind: parsed.data.kind,
    amount: Math.min(parsed.data.amount, parsed.data.kind === 'ema' ? 0.99 : 1e6),
  };
}

/** The address with this state in it; what is as it is by itself stands nowhere. */
export function withCurvesState(params: URLSearchParams, state: CurvesState): URLSearchParams {
  const next = new URLSearchParams(params);
  const { smoothing, logY } = state;
  next.delete('metric');
  for (const key of state.metrics) next.append('metric', key);
  const put = (name: string, value: string | null) => {
    if (value === null || value === '') next.delete(name);
    else next.set(name, value);
  };
  put('x', state.x === 'epoch' ? null : state.x);
  put('logx', state.logX ? '1' : null);
  put('logy', logY === null ? null : logY ? '1' : '0');
  put(
    'smooth',
    smoothing === null || smoothing === 'none' ? smoothing : `${smoothing.kind}:${smoothing.amount}`,
  );
  put('smooth-epochs', state.smoothEpochs ? '1' : null);
  put('group-by', state.group);
  put('band', state.spread === 'sd' ? null : state.spread);
  put('together', state.together ? '1' : null);
  put('only', state.isolated);
  return next;
}
