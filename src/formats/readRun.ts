/** What the files of other programs say of a run, in one shape whichever program it was: curves, settings, results. */
import type { Json } from '../protocol/json';

/** A curve in columns of equal length, in the order of the file. */
export interface CurveColumns {
  step: Float64Array<ArrayBuffer>;
  /** Seconds since 1970; NaN where the file does not say. */
  wallTime: Float64Array<ArrayBuffer>;
  value: Float64Array<ArrayBuffer>;
}

export interface ReadRun {
  /** As the file names the run; null where it does not. */
  name: string | null;
  /** By tag or metric. Names are anybody's, `__proto__` too, so that they are keys of a Map everywhere here. */
  curves: Map<string, CurveColumns>;
  settings: Map<string, Json>;
  /** Last or best values that the file keeps beside the curves. */
  summary: Map<string, Json>;
  status: 'finished' | 'failed' | null;
  /** What could not be read, or was left out, in sentences. */
  problems: string[];
}

/** "3 values for "text" were left out." @param noun of one: "value". */
export function leftOutWords(count: number, noun: string, which: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'} ${which} ${count === 1 ? 'was' : 'were'} left out.`;
}

/** More names than any run has: a file with more is none that a person could look at. */
const MAX_CURVES = 100_000;

/** Curves that grow point by point. */
export interface GrowingCurves {
  add(name: string, step: number, wallTime: number, value: number): void;
  /** Takes points of this step and of later ones off the end of every curve. @returns how many. */
  dropFrom(step: number): number;
  columns(): Map<string, CurveColumns>;
  /** Points that were left out since there were too many names. */
  leftOut(): number;
}

export function growingCurves(): GrowingCurves {
  const curves = new Map<string, { columns: CurveColumns; length: number }>();
  let leftOut = 0;

  function curveNamed(name: string) {
    const known = curves.get(name);
    if (known || curves.size >= MAX_CURVES) return known;
    const begun = { columns: grown(null, 0, 8), length: 0 };
    curves.set(name, begun);
    return begun;
  }

  return {
    add(name, step, wallTime, value) {
      const curve = curveNamed(name);
      if (!curve) {
        leftOut++;
        return;
      }
      const { length } = curve;
      if (length === curve.columns.step.length) curve.columns = grown(curve.columns, length, 2 * length);
      curve.columns.step[length] = step;
      curve.columns.wallTime[length] = wallTime;
      curve.columns.value[length] = value;
      curve.length++;
    },
    dropFrom(step) {
      let dropped = 0;
      for (const curve of curves.values()) {
        let { length } = curve;
        while (length > 0 && curve.columns.step[length - 1]! >= step) length--;
        dropped += curve.length - length;
        curve.length = length;
      }
      return dropped;
    },
    columns: () =>
      new Map(
        [...curves]
          .filter(([, { length }]) => length > 0)
          .map(([name, { columns, length }]) => [name, grown(columns, length, length)]),
      ),
    leftOut: () => leftOut,
  };
}

/** The first values of columns in columns of another length. */
function grown(columns: CurveColumns | null, taken: number, length: number): CurveColumns {
  const longer = (values: Float64Array | undefined) => {
    const copy = new Float64Array(length);
    if (values) copy.set(values.subarray(0, taken));
    return copy;
  };
  return {
    step: longer(columns?.step),
    wallTime: longer(columns?.wallTime),
    value: longer(columns?.value),
  };
}
