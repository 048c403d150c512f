/**
 * A curve at full resolution with a min/max pyramid above it. Where a window holds more points than a chart asks for,
 * each one it gets stands for a bucket with its lowest, highest and mean value, so that a spike of one step is seen from
 * far away and zooming in ends at the steps themselves. Buckets have equal widths on the axis, whatever it is.
 */
import { type Column, createColumn } from './column';

export interface WindowPoint {
  x: number;
  min: number;
  max: number;
  /** Mean of the finite values; the value itself when the bucket is one point. NaN when none is finite. */
  y: number;
  /** Points that this one stands for. */
  count: number;
  /** Index of the first of them. */
  first: number;
}

/** Where points stand, if not at the x that they were given. */
export interface Placement {
  /** x of a point; must not fall from one to the next. */
  xOf?: (index: number) => number;
  /** Buckets have equal widths on a logarithmic axis; points at or below zero are not drawn there. */
  log?: boolean;
}

/** What finite values of a part of a curve come to. */
export interface Bucket {
  min: number;
  max: number;
  sum: number;
  finite: number;
}

export interface Pyramid {
  readonly length: number;
  /** @param x not smaller than the x before it. @param y any number; values that are not finite leave a gap. */
  append(x: number, y: number): void;
  /** Values whose x stand in the shared column already. */
  appendValues(values: ArrayLike<number>): void;
  truncate(length: number): void;
  /** How often points were dropped from its end: what was computed of them before is stale. */
  readonly cuts: number;
  x(index: number): number;
  y(index: number): number;
  /** The values [from, to) as a new array. */
  values(from: number, to: number): Float64Array;
  /** Of the points [from, to). */
  bucket(from: number, to: number): Bucket;
  /**
   * Everything between two x, with one neighbour on each side so that a line runs to the edges.
   * @param maxPoints at least 4; never exceeded.
   */
  window(fromX: number, toX: number, maxPoints: number, placement?: Placement): WindowPoint[];
  /** Of what is kept besides the x. */
  readonly bytes: number;
}

/** Points or buckets that one bucket of the level above holds. */
const branching = 16;

/** Complete buckets of one size. */
interface Level {
  min: Column;
  max: Column;
  sum: Column;
  finite: Column;
}

const columnsOf = (level: Level) => [level.min, level.max, level.sum, level.finite];

const emptyBucket = (): Bucket => ({
  min: Number.POSITIVE_INFINITY,
  max: Number.NEGATIVE_INFINITY,
  sum: 0,
  finite: 0,
});

/** @param xs shared by curves that have a value at each of the same x; whoever shares it fills it, before the values. */
export function createPyramid(xs: Column = createColumn()): Pyramid {
  const ys = createColumn();
  const levels: Level[] = [];
  let cuts = 0;

  function addPoints(bucket: Bucket, from: number, to: number): void {
    for (let index = from; index < to; index++) addValue(bucket, ys.get(index));
  }

  function addBuckets(bucket: Bucket, level: Level, from: number, to: number): void {
    for (let index = from; index < to; index++) {
      const min = level.min.get(index);
      const max = level.max.get(index);
      if (min < bucket.min) bucket.min = min;
      if (max > bucket.max) bucket.max = max;
      bucket.sum += level.sum.get(index);
      bucket.finite += level.finite.get(index);
    }
  }

  /** Adds the points [from, to) to a bucket, by the largest whole buckets of the levels that fit. */
  function gather(bucket: Bucket, from: number, to: number, depth = levels.length): void {
    if (from >= to) return;
    if (depth === 0) {
      addPoints(bucket, from, to);
      return;
    }
    const size = branching ** depth;
    const first = Math.ceil(from / size);
    const last = Math.min(Math.floor(to / size), levels[depth - 1]!.min.length);
    if (first >= last) {
      gather(bucket, from, to, depth - 1);
      return;
    }
    gather(bucket, from, first * size, depth - 1);
    addBuckets(bucket, levels[depth - 1]!, first, last);
    gather(bucket, last * size, to, depth - 1);
  }

  /** A level holds complete buckets only; the unfinished end is read from the level below. */
  function completeBuckets(): void {
    for (let depth = 1, size = branching; ys.length >= size; depth++, size *= branching) {
      let level = levels[depth - 1];
      if (!level) {
        level = { min: createColumn(), max: createColumn(), sum: createColumn(), finite: createColumn() };
        levels.push(level);
      }
      const below = levels[depth - 2];
      if (below) {
        const read = columnsOf(below).map((column) =>
          column.read(level.min.length * branching, column.length),
        );
        summarise(level, read[0]!, read[1]!, read[2]!, read[3]!);
      } else {
        for (let from = level.min.length * size; from + size <= ys.length; from += atOnce) {
          const values = ys.read(from, Math.min(from + atOnce, ys.length));
          summarise(level, values, values, values, null);
        }
      }
    }
  }

  function bucketPoint(from: number, to: number, xOf: (index: number) => number): WindowPoint {
    const bucket = emptyBucket();
    gather(bucket, from, to);
    const x = to - from === 1 ? xOf(from) : (xOf(from) + xOf(to - 1)) / 2;
    const count = to - from;
    if (bucket.finite === 0) {
      return { x, min: Number.NaN, max: Number.NaN, y: Number.NaN, count, first: from };
    }
    return { x, min: bucket.min, max: bucket.max, y: bucket.sum / bucket.finite, count, first: from };
  }

  return {
    get length() {
      return ys.length;
    },
    get bytes() {
      return ys.bytes + levels.flatMap(columnsOf).reduce((sum, column) => sum + column.bytes, 0);
    },
    get cuts() {
      return cuts;
    },
    x: xs.get,
    y: ys.get,
    values: ys.read,
    append(x, y) {
      xs.push(x);
      ys.push(y);
      if (ys.length % branching === 0) completeBuckets();
    },
    appendValues(values) {
      ys.append(values);
      completeBuckets();
    },
    truncate(length) {
      if (length < ys.length) cuts++;
      xs.truncate(length);
      ys.truncate(length);
      levels.forEach((level, index) => {
        const buckets = Math.floor(ys.length / branching ** (index + 1));
        for (const column of columnsOf(level)) column.truncate(buckets);
      });
    },
    bucket(from, to) {
      const bucket = emptyBucket();
      gather(bucket, Math.max(0, from), Math.min(ys.length, to));
      return bucket;
    },
    window(fromX, toX, maxPoints, { xOf = xs.get, log = false } = {}) {
      const { length } = ys;
      const begin = log ? lowerBound(xOf, Number.MIN_VALUE, 0, length) : 0;
      const low = Math.max(begin, lowerBound(xOf, fromX, begin, length) - 1);
      let high = lowerBound(xOf, toX, low, length);
      while (high < length && xOf(high) === toX) high++;
      high = Math.min(length, high + 1);
      if (high - low <= maxPoints) {
        return Array.from({ length: high - low }, (_, i) => bucketPoint(low + i, low + i + 1, xOf));
      }
      const points: WindowPoint[] = [];
      const room = maxPoints - (low > begin ? 1 : 0) - (high < length ? 1 : 0);
      const inner = {
        from: Math.max(fromX, xOf(low)),
        to: Math.min(toX, xOf(high - 1)),
        begin,
        length,
      };
      for (const [first, end] of equalBuckets(xOf, inner, room, log)) {
        if (points.length === 0 && first > begin) points.push(bucketPoint(first - 1, first, xOf));
        points.push(bucketPoint(first, end, xOf));
      }
      const end = nextIndex(points);
      if (end < length) points.push(bucketPoint(end, end + 1, xOf));
      return points;
    },
  };
}

/** Points that are read at once; whole buckets. */
const atOnce = branching * 256;

/**
 * Adds whole buckets of what lies below: its lowest, highest and summed values, and how many of those are finite.
 * @param finite null for single values, of which only the finite ones count.
 */
function summarise(
  level: Level,
  lows: Float64Array,
  highs: Float64Array,
  sums: Float64Array,
  finite: Float64Array | null,
): void {
  const count = Math.floor(lows.length / branching);
  const made = [0, 1, 2, 3].map(() => new Float64Array(count));
  const [min, max, sum, counted] = made as [Float64Array, Float64Array, Float64Array, Float64Array];
  for (let bucket = 0; bucket < count; bucket++) {
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    let total = 0;
    let number = 0;
    for (let i = bucket * branching; i < (bucket + 1) * branching; i++) {
      const value = sums[i]!;
      if (finite === null && !Number.isFinite(value)) continue;
      if (lows[i]! < low) low = lows[i]!;
      if (highs[i]! > high) high = highs[i]!;
      total += value;
      number += finite === null ? 1 : finite[i]!;
    }
    min[bucket] = low;
    max[bucket] = high;
    sum[bucket] = total;
    counted[bucket] = number;
  }
  columnsOf(level).forEach((column, index) => {
    column.append(made[index]!);
  });
}

function addValue(bucket: Bucket, value: number): void {
  if (!Number.isFinite(value)) return;
  if (value < bucket.min) bucket.min = value;
  if (value > bucket.max) bucket.max = value;
  bucket.sum += value;
  bucket.finite++;
}

/** Index of the first point in [low, high) whose x is not below the given one, `high` where there is none. */
function lowerBound(xOf: (index: number) => number, x: number, low: number, high: number): number {
  let from = low;
  let to = high;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (xOf(middle) < x) from = middle + 1;
    else to = middle;
  }
  return from;
}

const nextIndex = (points: readonly WindowPoint[]) => {
  const last = points.at(-1);
  return last ? last.first + last.count : 0;
};

/** The part of the axis to be divided, and the points that there are. */
interface Divided {
  from: number;
  to: number;
  begin: number;
  length: number;
}

/**
 * At most `most` parts [first, end) of equal width on the axis. Their edges are multiples of a width that is a power of
 * two, so that they stay where they are while a curve grows or a window moves; those at the edges of the window are whole.
 */
function equalBuckets(
  xOf: (index: number) => number,
  { from, to, begin, length }: Divided,
  most: number,
  log: boolean,
): [number, number][] {
  const low = log ? Math.log2(from) : from;
  const high = log ? Math.log2(to) : to;
  if (!(high > low))
    return [[lowerBound(xOf, from, begin, length), nextBound(xOf, to * (1 + 1e-12), begin, length)]];
  let width = 2 ** Math.floor(Math.log2((high - low) / most));
  while (Math.floor(high / width) - Math.floor(low / width) + 1 > most) width *= 2;
  const start = Math.floor(low / width);
  const last = Math.floor(high / width);
  const edges = [lowerBound(xOf, edge(start, width, log), begin, length)];
  for (let cell = start, hint = 1; cell <= last && edges.at(-1)! < length; cell++) {
    const from = edges.at(-1)!;
    const end = nextBound(xOf, edge(cell + 1, width, log), from, length, hint);
    if (end > from) edges.push(end);
    hint = Math.max(1, (end - from) >>> 1);
  }
  // Where both neighbours are much longer, an edge goes to the next bucket of a level: a fraction of a pixel.
  const parts: [number, number][] = [];
  let first = edges[0]!;
  for (let i = 1; i < edges.length; i++) {
    const exact = edges[i]!;
    const shorter = Math.min(exact - edges[i - 1]!, (edges[i + 1] ?? exact) - exact);
    const end = exact - (exact % grain(shorter));
    if (end > first) parts.push([first, end]);
    first = Math.max(first, end);
  }
  return parts;
}

/** The largest bucket of a level of which at least eight fit. */
function grain(count: number): number {
  let size = 1;
  while (size * branching * 8 <= count) size *= branching;
  return size;
}

const edge = (cell: number, width: number, log: boolean) => (log ? 2 ** (cell * width) : cell * width);

/** `lowerBound` from a place that is near the answer: twice as far with every look, at first as far as `hint`. */
function nextBound(
  xOf: (index: number) => number,
  x: number,
  from: number,
  length: number,
  hint = 1,
): number {
  let low = from;
  let reach = hint;
  while (from + reach < length && xOf(from + reach) < x) {
    low = from + reach;
    reach *= 2;
  }
  return lowerBound(xOf, x, low, Math.min(length, from + reach + 1));
}
