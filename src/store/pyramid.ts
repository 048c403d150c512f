/**
 * A curve at full resolution with a min/max pyramid above it. Where a window holds more points than a chart asks for,
 * each one it gets stands for a bucket with its lowest, highest and mean value, so that a spike of one step is seen from
 * far away and zooming in ends at the steps themselves.
 */
import { type GrowingArray, growingArray } from './growingArray';

export interface WindowPoint {
  x: number;
  min: number;
  max: number;
  /** Mean of the finite values; the value itself when the bucket is one point. NaN when none is finite. */
  y: number;
  /** Points that this one stands for. */
  count: number;
}

export interface Pyramid {
  readonly length: number;
  /** @param x not smaller than the x before it. @param y any number; values that are not finite leave a gap. */
  append(x: number, y: number): void;
  truncate(length: number): void;
  x(index: number): number;
  y(index: number): number;
  /**
   * Everything between two x, with one neighbour on each side so that a line runs to the edges.
   * @param maxPoints at least 4; never exceeded.
   */
  window(fromX: number, toX: number, maxPoints: number): WindowPoint[];
}

/** Points or buckets that one bucket of the level above holds. */
const branching = 32;

interface Level {
  min: GrowingArray;
  max: GrowingArray;
  sum: GrowingArray;
  finite: GrowingArray;
}

interface Bucket {
  min: number;
  max: number;
  sum: number;
  finite: number;
}

const emptyBucket = (): Bucket => ({
  min: Number.POSITIVE_INFINITY,
  max: Number.NEGATIVE_INFINITY,
  sum: 0,
  finite: 0,
});

export function createPyramid(): Pyramid {
  const xs = growingArray();
  const ys = growingArray();
  const levels: Level[] = [];

  function addPoints(bucket: Bucket, from: number, to: number): void {
    for (let index = from; index < to; index++) {
      const value = ys.get(index);
      if (!Number.isFinite(value)) continue;
      if (value < bucket.min) bucket.min = value;
      if (value > bucket.max) bucket.max = value;
      bucket.sum += value;
      bucket.finite++;
    }
  }

  function addBuckets(bucket: Bucket, level: Level, from: number, to: number): void {
    for (let index = from; index < Math.min(to, level.min.length); index++) {
      bucket.min = Math.min(bucket.min, level.min.get(index));
      bucket.max = Math.max(bucket.max, level.max.get(index));
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
    for (let depth = 1, size = branching; xs.length % size === 0; depth++, size *= branching) {
      if (levels.length < depth) {
        levels.push({
          min: growingArray(),
          max: growingArray(),
          sum: growingArray(),
          finite: growingArray(),
        });
      }
      const bucket = emptyBucket();
      gather(bucket, xs.length - size, xs.length, depth - 1);
      const level = levels[depth - 1]!;
      level.min.push(bucket.min);
      level.max.push(bucket.max);
      level.sum.push(bucket.sum);
      level.finite.push(bucket.finite);
    }
  }

  /** Index of the first x that is not below the given one. */
  function lowerBound(x: number): number {
    let low = 0;
    let high = xs.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (xs.get(middle) < x) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  function bucketPoint(from: number, to: number): WindowPoint {
    const bucket = emptyBucket();
    gather(bucket, from, to);
    const x = (xs.get(from) + xs.get(to - 1)) / 2;
    const count = to - from;
    if (bucket.finite === 0) return { x, min: Number.NaN, max: Number.NaN, y: Number.NaN, count };
    return { x, min: bucket.min, max: bucket.max, y: bucket.sum / bucket.finite, count };
  }

  return {
    get length() {
      return xs.length;
    },
    x: xs.get,
    y: ys.get,
    append(x, y) {
      xs.push(x);
      ys.push(y);
      completeBuckets();
    },
    truncate(length) {
      xs.truncate(length);
      ys.truncate(length);
      levels.forEach((level, index) => {
        const buckets = Math.floor(xs.length / branching ** (index + 1));
        for (const column of [level.min, level.max, level.sum, level.finite]) column.truncate(buckets);
      });
    },
    window(fromX, toX, maxPoints) {
      const from = Math.max(0, lowerBound(fromX) - 1);
      let to = lowerBound(toX);
      while (to < xs.length && xs.get(to) === toX) to++;
      to = Math.min(xs.length, to + 1);
      // Buckets are aligned to multiples of their size, so that they do not flicker while a curve grows.
      let size = 1;
      while (Math.ceil(to / size) - Math.floor(from / size) > maxPoints) size *= 2;
      const points: WindowPoint[] = [];
      for (let start = Math.floor(from / size) * size; start < to; start += size) {
        points.push(bucketPoint(start, Math.min(start + size, xs.length)));
      }
      return points;
    },
  };
}
