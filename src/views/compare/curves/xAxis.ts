/** The axis that all pictures of the curves share: its name, ends, ticks and texts, for every kind of x. Pure. */
import {
  type Axis,
  clockTicks,
  epochAxis,
  linearAxis,
  logAxis,
  roundUp,
  ticksWithin,
} from '../../../ui/charts/axis';
import { clock, significant } from '../../../ui/format/quantities';
import type { AxisKind } from './placing';

export interface XAxisOf {
  /** With its unit. */
  name: string;
  axis: Axis;
  /** Stays the same function for the same kind. */
  tick: (x: number) => string;
  format: (x: number) => string;
  /** Why it is not logarithmic although that was asked for. */
  refused?: string;
  log: boolean;
}

export interface Extent {
  low: number;
  high: number;
  /** Above zero; Infinity where none is. */
  lowestPositive: number;
}

export interface XAsked {
  /** null for a metric, by its title. */
  kind: AxisKind | null;
  title: string;
  log: boolean;
  zoom: readonly [number, number] | null;
  /** A run still grows, so that the axis grows in steps. */
  growing: boolean;
}

export function xAxisOf({ kind, title, log: asked, zoom, growing }: XAsked, extent: Extent): XAxisOf {
  const refused = !asked
    ? undefined
    : kind === 'wall'
      ? 'a time of day has no ratio'
      : Number.isFinite(extent.lowestPositive)
        ? undefined
        : 'no value is above zero';
  const log = asked && refused === undefined;
  const axis = zoom
    ? { domain: [zoom[0], zoom[1]] as [number, number], ticks: ticksOf(kind, zoom[0], zoom[1], log) }
    : wholeAxis(kind, extent, log, growing);
  return { ...words(kind, title), axis, log, ...(refused === undefined ? {} : { refused }) };
}

function wholeAxis(
  kind: AxisKind | null,
  { low, high, lowestPositive }: Extent,
  log: boolean,
  growing: boolean,
): Axis {
  if (!(low <= high)) return { domain: [0, 1], ticks: [0, 0.5, 1] };
  if (log) return logAxis(lowestPositive, high);
  if (kind === null) return linearAxis(low, high);
  if (kind === 'epoch') return epochAxis(high, null, growing);
  const from = kind === 'wall' ? low : 0;
  const span = Math.max(high - from, 1e-3);
  const to = from + (growing ? roundUp(span) : span);
  return { domain: [from, to], ticks: ticksOf(kind, from, to, false) };
}

function ticksOf(kind: AxisKind | null, from: number, to: number, log: boolean): number[] {
  if (log) {
    const { ticks } = logAxis(from, to);
    const inside = ticks.filter((tick) => tick >= from && tick <= to);
    return inside.length > 1 ? inside : ticksWithin(from, to);
  }
  if (kind === 'time') return clockTicks(from, to);
  if (kind === 'wall') return clockTicks(from, to, zoneOf(from));
  return ticksWithin(from, to);
}

/** Seconds that the reader's clocks are ahead of UTC. */
const zoneOf = (x: number) => -60 * new Date(x * 1000).getTimezoneOffset();

function words(kind: AxisKind | null, title: string): Pick<XAxisOf, 'name' | 'tick' | 'format'> {
  switch (kind) {
    case 'epoch':
      return { name: 'epoch', tick: plain, format: epochText };
    case 'step':
      return { name: 'step', tick: plain, format: stepText };
    case 'time':
      return { name: 'training time', tick: timeText, format: timeText };
    case 'wall':
      return { name: 'wall time', tick: wallTick, format: wallText };
    case null:
      return { name: title, tick: plain, format: (x) => `${title} ${significant(x, 5)}` };
  }
}

const plain = (x: number) => significant(x);
const epochText = (x: number) => `epoch ${significant(x)}`;
const stepText = (x: number) => `step ${significant(x, 7)}`;
const timeText = (x: number) =>
  Math.abs(x) < 10 && !Number.isInteger(x) ? `${significant(x, 3)} s` : clock(x);

const twoDigits = (value: number) => String(value).padStart(2, '0');

/** Hours and minutes, the day at midnight. */
function wallTick(x: number): string {
  const date = new Date(Math.round(x) * 1000);
  const time = [date.getHours(), date.getMinutes()];
  if (date.getSeconds() !== 0) time.push(date.getSeconds());
  else if (time[0] === 0 && time[1] === 0) {
    return date.toLocaleDateString('en', { day: 'numeric', month: 'short' });
  }
  return time.map(twoDigits).join(':');
}

function wallText(x: number): string {
  return new Date(x * 1000).toLocaleString('en', { dateStyle: 'medium', timeStyle: 'medium' });
}
