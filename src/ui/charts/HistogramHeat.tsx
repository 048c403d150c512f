/** Histograms one beside the other, as columns of cells: the darker, the denser; with a line through their means. */
import { useXAxisScale, useYAxisScale } from 'recharts';
import { significant } from '../format/quantities';
import { linearAxis } from './axis';
import { linePath } from './curve';
import { LineChart } from './LineChart';

export interface HistogramColumn {
  x: number;
  /** Counts of equal parts of the range from `min` to `max`; a single one where all values are the same. */
  counts: readonly number[];
  min: number;
  max: number;
  mean: number;
}

export interface HistogramHeatProps {
  label: string;
  /** In order of x. */
  columns: readonly HistogramColumn[];
  xName: string;
  yName: string;
  colour: string;
  height: number;
}

export function HistogramHeat({ label, columns, xName, yName, colour, height }: HistogramHeatProps) {
  const [first, last] = [columns[0], columns.at(-1)];
  const low = columns.reduce((least, { min }) => Math.min(least, min), Number.POSITIVE_INFINITY);
  const high = columns.reduce((most, { max }) => Math.max(most, max), Number.NEGATIVE_INFINITY);
  const inWords = first && last ? `: ${words(first, xName)}; ${words(last, xName)}` : '';
  return (
    <LineChart
      label={`${label}${inWords}`}
      curves={[]}
      x={linearAxis(Math.min(0, first?.x ?? 0), (last?.x ?? 0) + 0.5)}
      y={linearAxis(low, high)}
      xName={xName}
      yName={yName}
      height={height}
      endLabels={false}
      empty={columns.length === 0 && 'There is no histogram to show.'}
    >
      <Cells columns={columns} colour={colour} />
    </LineChart>
  );
}

function words({ x, mean, min, max }: HistogramColumn, xName: string): string {
  return `at ${xName} ${significant(x)} mean ${significant(mean, 3)} in ${significant(min, 3)} to ${significant(max, 3)}`;
}

/** Shades; one path for each, since thousands of elements would make the page slow. */
const SHADES = 8;

function Cells({ columns, colour }: Pick<HistogramHeatProps, 'columns' | 'colour'>) {
  const scaleX = useXAxisScale();
  const scaleY = useYAxisScale();
  if (!scaleX || !scaleY) return null;
  const paths = new Array<string>(SHADES).fill('');
  for (const [i, { x, counts, min, max }] of columns.entries()) {
    // A column reaches half way to its neighbours; one that stands alone is as wide as an epoch.
    const before = columns[i - 1]?.x ?? x - ((columns[i + 1]?.x ?? x + 1) - x);
    const after = columns[i + 1]?.x ?? x + (x - before);
    const [left, right] = [scaleX((before + x) / 2), scaleX((x + after) / 2)];
    if (left === undefined || right === undefined) continue;
    const most = Math.max(...counts);
    for (const [bin, count] of counts.entries()) {
      if (count === 0) continue;
      const size = (max - min) / counts.length;
      const [top, bottom] = [scaleY(min + (bin + 1) * size), scaleY(min + bin * size)];
      if (top === undefined || bottom === undefined) continue;
      const shade = Math.min(SHADES - 1, Math.floor(Math.sqrt(count / most) * SHADES));
      paths[shade] +=
        `M${left.toFixed(1)},${top.toFixed(1)}H${right.toFixed(1)}V${Math.max(bottom, top + 1.5).toFixed(1)}H${left.toFixed(1)}z`;
    }
  }
  const means = linePath(
    columns.map(({ x, mean }) => ({ x, y: mean })),
    scaleX,
    scaleY,
  );
  return (
    <>
      <g fill={colour}>
        {paths.map((path, shade) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a shade is its place.
          <path key={shade} d={path} fillOpacity={0.1 + (0.9 * (shade + 1)) / SHADES} />
        ))}
      </g>
      <path d={means} fill="none" stroke="var(--ink-1)" strokeWidth={1.5} />
    </>
  );
}
