/**
 * Axes that grow in steps: bounds lie on round numbers, so that a new point seldom moves them, and then by a whole
 * step. Pure; the charts hand the result to recharts as domain and ticks.
 */

import { significant } from '../format/quantities';

export interface Axis {
  domain: [number, number];
  ticks: number[];
}

/** Of shares and probabilities. */
export const unitAxis: Axis = { domain: [0, 1], ticks: [0, 0.25, 0.5, 0.75, 1] };

/** The smallest of 1, 2, 5 times a power of ten that is not below the value. */
export function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const factor = [1, 2, 5, 10].find((candidate) => candidate * power >= value * (1 - 1e-9)) ?? 10;
  return factor * power;
}

function range(from: number, to: number, step: number): number[] {
  const count = Math.round((to - from) / step);
  // Multiples of the step rather than a running sum, rounded to its digits: 0.30000000000000004 is no label.
  const digits = Math.max(0, Math.min(20, 1 - Math.floor(Math.log10(step))));
  return Array.from({ length: count + 1 }, (_, index) => Number((from + index * step).toFixed(digits)));
}

/** Linear bounds around all values, in about `parts` round steps. Starts at zero when the values come near it. */
export function linearAxis(low: number, high: number, parts = 4): Axis {
  if (!(low <= high)) return { domain: [0, 1], ticks: [0, 0.5, 1] };
  let from = low;
  let to = high;
  if (from >= 0 && from < to / 2) from = 0;
  if (to <= 0 && to > from / 2) to = 0;
  if (from === to) {
    const around = Math.abs(from) / 2 || 0.5;
    from -= around;
    to += around;
  }
  const step = roundUp((to - from) / parts);
  const bounds: [number, number] = [
    Math.floor(from / step + 1e-9) * step,
    Math.ceil(to / step - 1e-9) * step,
  ];
  const ticks = range(bounds[0], bounds[1], step);
  return { domain: [ticks[0]!, ticks.at(-1)!], ticks };
}

/**
 * Logarithmic bounds on 1, 2 or 5 times a power of ten. Ticks are these marks, or whole decades where the marks would
 * crowd. Values must be positive.
 */
export function logAxis(low: number, high: number): Axis {
  if (!(low > 0 && low <= high)) return { domain: [0.1, 1], ticks: [0.1, 1] };
  const from = Math.floor(Math.log10(low) + 1e-9);
  const to = Math.ceil(Math.log10(high) + 1e-9);
  const marks: number[] = [];
  for (let decade = from; decade <= to; decade++) {
    for (const factor of [1, 2, 5]) marks.push(Number(`${factor}e${decade}`));
  }
  const first = marks.findLastIndex((mark) => mark <= low * (1 + 1e-9));
  const last = Math.max(
    first + 1,
    marks.findIndex((mark) => mark >= high * (1 - 1e-9)),
  );
  const shown = marks.slice(first, last + 1);
  const domain: [number, number] = [shown[0]!, shown.at(-1)!];
  if (shown.length <= 7) return { domain, ticks: shown };
  const every = Math.ceil((to - from + 1) / 8);
  const decades = Array.from({ length: to - from + 1 }, (_, index) => from + index)
    .filter((decade) => decade % every === 0)
    .map((decade) => Number(`1e${decade}`))
    .filter((tick) => tick >= domain[0] && tick <= domain[1]);
  return { domain, ticks: decades };
}

/**
 * The epoch axis of a run: from zero to the next round number of epochs while it trains, never past its end.
 * @param reached fractional epoch of the newest point. @param total epochs the run is to have; null when unknown.
 */
export function epochAxis(reached: number, total: number | null, training: boolean): Axis {
  const step = roundUp(Math.max(reached, 1));
  const end = training ? Math.min(step, Math.max(total ?? step, reached)) : Math.max(reached, 1);
  return { domain: [0, end], ticks: wholeTicks(0, end) };
}

/** Round ticks inside a window that is taken as it is, for example a zoomed one. */
export function ticksWithin(from: number, to: number, parts = 6): number[] {
  if (!(from < to)) return [from];
  const step = roundUp((to - from) / parts);
  const first = Math.ceil(from / step - 1e-9) * step;
  const last = Math.floor(to / step + 1e-9) * step;
  return last < first ? [from, to] : range(first, last, step);
}

/** Seconds between round marks on a clock. */
const clockSteps = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400,
];

/** Round ticks of seconds inside a window: whole minutes, hours, days. @param zone seconds to add for the reader's clock. */
export function clockTicks(from: number, to: number, zone = 0, parts = 6): number[] {
  const wanted = (to - from) / parts;
  const step = clockSteps.find((candidate) => candidate >= wanted) ?? Math.ceil(wanted / 86_400) * 86_400;
  if (wanted <= 0.5 || !Number.isFinite(wanted)) return ticksWithin(from, to, parts);
  const first = Math.ceil((from + zone) / step);
  const last = Math.floor((to + zone) / step);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => (first + i) * step - zone);
}

/** Where values lie between the ends of an axis, 0 to 1, and back; equal distances, or equal ratios on a logarithmic one. */
export interface AxisPlace {
  part(x: number): number;
  at(part: number): number;
}

export function axisPlace([from, to]: readonly [number, number], log: boolean): AxisPlace {
  if (!log) return { part: (x) => (x - from) / (to - from), at: (part) => from + part * (to - from) };
  const ratio = Math.log(to / from);
  return { part: (x) => Math.log(x / from) / ratio, at: (part) => from * Math.exp(part * ratio) };
}

/** Texts of ticks, short enough for the width of the axis, with as many digits as tell them apart. */
export function tickFormat(ticks: readonly number[]): (value: number) => string {
  const enough = [3, 4, 5].find((digits) => {
    return new Set(ticks.map((tick) => tickText(tick, digits))).size === ticks.length;
  });
  return (value) => tickText(value, enough ?? 6);
}

/** 9.8e-4 rather than 0.00098. */
function tickText(value: number, digits: number): string {
  const size = Math.abs(value);
  if (size === 0 || (size >= 1e-3 && size < 1e5)) return significant(value, digits);
  return value
    .toExponential(digits - 1)
    .replace(/\.?0+e/, 'e')
    .replace('e+', 'e');
}

function wholeTicks(from: number, to: number): number[] {
  const step = Math.max(1, roundUp((to - from) / 8));
  return range(from, Math.floor(to / step) * step, step);
}
