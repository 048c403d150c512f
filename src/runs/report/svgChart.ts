/** A chart of lines as SVG: pure text, no script, colours by the classes of `reportStyle.ts`. Long lines are thinned without losing a spike. */
import { type Html, html } from './html';

export interface ChartLine {
  /** For the title that a pointer shows. */
  label: string;
  /** Index into the eight series colours. */
  colour: number;
  /** "4 3" and the like; left out for a solid line. */
  dash?: string;
  /** Ascending. */
  x: ArrayLike<number>;
  /** As long. What is not finite leaves a gap. */
  y: ArrayLike<number>;
}

export interface ChartOptions {
  /** What a screen reader says. */
  label: string;
  xName: string;
  /** Logarithmic where all values are above zero; else it stays linear. */
  logY?: boolean;
}

const size = { width: 420, height: 240 };
const frame = { left: 62, right: 10, top: 8, bottom: 34 };
const [plotWidth, plotHeight] = [
  size.width - frame.left - frame.right,
  size.height - frame.top - frame.bottom,
];

/** What is larger has diverged, and would leave no axis for the rest. */
const isDrawn = (value: number) => Math.abs(value) < 1e300;

/** null where no line has a finite point. */
export function svgChart(
  lines: readonly ChartLine[],
  { label, xName, logY = false }: ChartOptions,
): Html | null {
  const [xs, ys] = [createRange(), createRange()];
  for (const { x, y } of lines) {
    for (let i = 0; i < y.length; i++) {
      if (!isDrawn(x[i]!) || !isDrawn(y[i]!)) continue;
      xs.add(x[i]!);
      ys.add(y[i]!);
    }
  }
  if (xs.low > xs.high) return null;
  const isLog = logY && ys.low > 1e-300;
  const xAxis = linearAxis(xs.low, xs.high, 5, false);
  const yAxis = isLog ? logAxis(ys.low, ys.high) : linearAxis(ys.low, ys.high, 4, true);
  const across = (value: number) => frame.left + plotWidth * share(value, xAxis);
  const up = isLog
    ? (value: number) => size.height - frame.bottom - plotHeight * share(Math.log10(value), logarithms(yAxis))
    : (value: number) => size.height - frame.bottom - plotHeight * share(value, yAxis);
  const text = tickTexts(yAxis.ticks);
  const xText = tickTexts(xAxis.ticks);
  const bottom = size.height - frame.bottom;
  return html`<svg viewBox="0 0 ${size.width} ${size.height}" role="img" aria-label="${label}" xmlns="http://www.w3.org/2000/svg">${yAxis.ticks.map(
    (tick, i) =>
      html`<line class="grid" x1="${frame.left}" x2="${size.width - frame.right}" y1="${rounded(up(tick))}" y2="${rounded(up(tick))}"/><text class="tick" x="${frame.left - 6}" y="${rounded(up(tick) + 4)}" text-anchor="end">${text[i]!}</text>`,
  )}${xAxis.ticks.map(
    (tick, i) =>
      html`<text class="tick" x="${rounded(across(tick))}" y="${bottom + 15}" text-anchor="middle">${xText[i]!}</text>`,
  )}<line class="axis" x1="${frame.left}" x2="${size.width - frame.right}" y1="${bottom}" y2="${bottom}"/><text class="tick" x="${frame.left + plotWidth / 2}" y="${size.height - 4}" text-anchor="middle">${xName}${isLog ? ', log y' : ''}</text>${lines.map((line) => drawn(line, across, up))}</svg>`;
}

function drawn(
  { label, colour, dash, x, y }: ChartLine,
  across: (value: number) => number,
  up: (value: number) => number,
): Html {
  const paths = stretches(x, y).map((indices) => {
    const places = thinned(
      indices,
      (i) => Math.floor(across(x[i]!)),
      (i) => y[i]!,
    );
    return places.map((i) => `${rounded(across(x[i]!))},${rounded(up(y[i]!))}`);
  });
  const pattern = dash === undefined ? null : html` stroke-dasharray="${dash}"`;
  const shapes = paths.map((points) => {
    const [[left, top] = []] = [points[0]?.split(',')];
    // A line of one point is none.
    return points.length === 1
      ? html`<circle cx="${left ?? ''}" cy="${top ?? ''}" r="2.5"/>`
      : html`<polyline points="${points.join(' ')}"${pattern}/>`;
  });
  return html`<g class="s${mod8(colour)}"><title>${label}</title>${shapes}</g>`;
}

const mod8 = (colour: number) => ((Math.trunc(colour) % 8) + 8) % 8;

/** Indices of the points between the gaps. */
function stretches(x: ArrayLike<number>, y: ArrayLike<number>): number[][] {
  const found: number[][] = [];
  let current: number[] = [];
  for (let i = 0; i < y.length; i++) {
    if (isDrawn(x[i]!) && isDrawn(y[i]!)) current.push(i);
    else if (current.length > 0) {
      found.push(current);
      current = [];
    }
  }
  return current.length > 0 ? [...found, current] : found;
}

/**
 * Of the points that fall into one column of the picture the first, the smallest, the largest and the last, in their order:
 * what is drawn is the same as with all of them.
 */
export function thinned(
  indices: readonly number[],
  columnOf: (index: number) => number,
  heightOf: (index: number) => number,
): number[] {
  const kept: number[] = [];
  let start = 0;
  while (start < indices.length) {
    const column = columnOf(indices[start]!);
    let [end, low, high] = [start, start, start];
    while (end + 1 < indices.length && columnOf(indices[end + 1]!) === column) {
      end++;
      if (heightOf(indices[end]!) < heightOf(indices[low]!)) low = end;
      if (heightOf(indices[end]!) > heightOf(indices[high]!)) high = end;
    }
    const chosen = [...new Set([start, low, high, end])].sort((a, b) => a - b);
    kept.push(...chosen.map((place) => indices[place]!));
    start = end + 1;
  }
  return kept;
}

interface Axis {
  from: number;
  to: number;
  ticks: number[];
}

function createRange() {
  const range = {
    low: Number.POSITIVE_INFINITY,
    high: Number.NEGATIVE_INFINITY,
    add(value: number) {
      range.low = Math.min(range.low, value);
      range.high = Math.max(range.high, value);
    },
  };
  return range;
}

/** Ticks at 1, 2 or 5 times a power of ten. @param whole whether the axis ends at ticks, else where the values do. */
function linearAxis(low: number, high: number, parts: number, whole: boolean): Axis {
  // Nearer together than ticks can tell apart, they are one.
  const isOne = high - low <= 1e-9 * Math.max(Math.abs(low), Math.abs(high));
  const around = isOne ? Math.abs(low) / 2 || 0.5 : 0;
  const [from, to] = [low - around, high + around];
  const power = 10 ** Math.floor(Math.log10((to - from) / parts));
  const step =
    power * ([1, 2, 5, 10].find((factor) => (factor * power * parts) / (to - from) >= 1 - 1e-9) ?? 10);
  const [first, last] = whole
    ? [Math.floor(from / step + 1e-9), Math.ceil(to / step - 1e-9)]
    : [Math.ceil(from / step - 1e-9), Math.floor(to / step + 1e-9)];
  const digits = Math.max(0, Math.min(20, 1 - Math.floor(Math.log10(step))));
  const ticks = Array.from({ length: last - first + 1 }, (_, i) =>
    Number(((first + i) * step).toFixed(digits)),
  );
  return whole ? { from: first * step, to: last * step, ticks } : { from, to, ticks };
}

/** Bounds and ticks at 1, 2, 5 times a power of ten; decades alone where these would crowd. */
function logAxis(low: number, high: number): Axis {
  const [first, last] = [Math.floor(Math.log10(low) + 1e-9), Math.ceil(Math.log10(high) - 1e-9)];
  const marks: number[] = [];
  for (let decade = first; decade <= last; decade++) {
    for (const factor of [1, 2, 5]) marks.push(Number(`${factor}e${decade}`));
  }
  const from = Math.max(
    0,
    marks.findLastIndex((mark) => mark <= low * (1 + 1e-9)),
  );
  const end = marks.findIndex((mark) => mark >= high * (1 - 1e-9));
  const shown = marks.slice(from, Math.max(end === -1 ? marks.length - 1 : end, from + 1) + 1);
  const every = Math.ceil((last - first + 1) / 8);
  const decades = shown.filter((mark) => {
    const exponent = Math.log10(mark);
    return Math.abs(exponent - Math.round(exponent)) < 1e-9 && Math.round(exponent) % every === 0;
  });
  const ticks = shown.length <= 6 || decades.length < 2 ? shown : decades;
  return { from: shown[0]!, to: shown.at(-1)!, ticks };
}

const logarithms = ({ from, to }: Axis) => ({ from: Math.log10(from), to: Math.log10(to) });

const share = (value: number, { from, to }: Pick<Axis, 'from' | 'to'>) => (value - from) / (to - from);

/** With as many digits as tell them apart: 9.8e-4 rather than 0.00098. */
function tickTexts(ticks: readonly number[]): string[] {
  for (const digits of [3, 4, 5, 6]) {
    const texts = ticks.map((tick) => tickText(tick, digits));
    if (new Set(texts).size === ticks.length) return texts;
  }
  return ticks.map(String);
}

function tickText(value: number, digits: number): string {
  const distance = Math.abs(value);
  if (distance === 0 || (distance >= 1e-3 && distance < 1e5))
    return String(Number(value.toPrecision(digits)));
  return value
    .toExponential(digits - 1)
    .replace(/\.?0+e/, 'e')
    .replace('e+', 'e');
}

/** A hundredth of a pixel is seen by nobody. */
const rounded = (value: number) => Number(value.toFixed(2));
