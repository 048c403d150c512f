/** Curves as a CSV file: one row a point, `series, x, value`, numbers in full precision. Pure. */
import { csvText } from '../../formats/csv/write';
import type { CurvePoint } from './curve';

export interface NamedPoints {
  name: string;
  points: Iterable<CurvePoint>;
}

/** @param xName heading of the second column, for example `epoch`. */
export function curvesCsv(xName: string, curves: readonly NamedPoints[]): string {
  function* rows() {
    for (const { name, points } of curves) for (const { x, y } of points) yield [name, x, y];
  }
  return csvText(['series', xName, 'value'], rows());
}
