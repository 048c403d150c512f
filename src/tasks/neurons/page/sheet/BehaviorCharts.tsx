/** What the animal did over the stretch that is shown, a chart of each value; where nothing is known the line is lifted. */
import { useState } from 'react';
import { usePlotArea, useXAxisScale } from 'recharts';
import type { ArraySheet } from '../../../../protocol/datasets';
import { linearAxis, ticksWithin } from '../../../../ui/charts/axis';
import type { BandPoint } from '../../../../ui/charts/curve';
import { LineChart } from '../../../../ui/charts/LineChart';
import { Notice } from '../../../../ui/controls/Notice';
import { Pager } from '../../../../ui/controls/Pager';
import { count } from '../../../../ui/format/quantities';
import type { BehaviorCurve } from '../../preview/questions';
import { useAnswer } from '../useAnswer';
import styles from './ActivityPanel.module.css';
import type { SessionPartProps } from './sessions';
import { valuesIn } from './sessions';
import { middleOf, type Stretch } from './stretch';

/** Points of a curve. */
const COLUMNS = 300;
/** Charts that are shown together. */
const PAGE = 4;

export interface BehaviorChartsProps extends SessionPartProps {
  of: 'behavior' | 'eye';
  array: ArraySheet;
  stretch: Stretch;
}

const titles = { behavior: 'Behaviour', eye: 'Eye' };

export function BehaviorCharts({ fingerprint, session, of, array, stretch }: BehaviorChartsProps) {
  const [page, setPage] = useState(0);
  const width = valuesIn(array);
  const { answer, to, error, tryAgain } = useAnswer({
    question: 'behavior',
    argument: { session: session.name, of, ...stretch, columns: COLUMNS, first: page * PAGE, count: PAGE },
    about: { fingerprint },
  });
  const name = array.name.split('/').at(-1)!;
  return (
    <section aria-label={titles[of]} className={styles.part} aria-busy={!answer && !error}>
      <div className={styles.head}>
        <h3 className={styles.title}>
          {titles[of]}
          {answer?.sampled && ' ≈'}
          {answer && answer.columns < stretch.end - stretch.start && (
            <span className={styles.unit}>mean, with the range behind it</span>
          )}
        </h3>
        <Pager label={`values of ${name}`} page={page} size={PAGE} total={width} onPage={setPage} />
      </div>
      {error && (
        <Notice
          tone="warn"
          title={`${name} cannot be shown`}
          error={error}
          action={{ label: 'Try again', run: tryAgain }}
        />
      )}
      {answer &&
        to &&
        answer.curves.map((curve) => (
          <ValueChart
            key={curve.index}
            label={width === 1 ? name : `${name}[${curve.index}]`}
            curve={curve}
            stretch={to}
          />
        ))}
    </section>
  );
}

interface ValueChartProps {
  label: string;
  curve: BehaviorCurve;
  /** That the curve is of. */
  stretch: Stretch;
}

function ValueChart({ label, curve, stretch }: ValueChartProps) {
  const { mean, min, max, missing } = curve;
  const points = Array.from(mean, (y, column): BandPoint => {
    const x = middleOf(stretch, column, mean.length);
    return { x, y, min: min[column]!, max: max[column]! };
  });
  const each = (stretch.end - stretch.start) / mean.length;
  const known = points.filter(({ y }) => Number.isFinite(y));
  const lost = missing.reduce((sum, bins) => sum + bins, 0);
  const gaps = Array.from(missing, (bins, column) => ({ bins, column })).filter(({ bins }) => bins > 0);
  const end = Math.max(stretch.start + 1, stretch.end - 1);
  return (
    <figure className={styles.value}>
      <figcaption className={styles.caption}>
        <code>{label}</code>
        {lost > 0 && <span className={styles.lost}>{count(lost)} missing</span>}
      </figcaption>
      <LineChart
        label={`${label}${lost > 0 ? `, ${count(lost)} values missing` : ''}`}
        curves={[
          {
            id: label,
            label,
            colour: 'var(--series-2)',
            points,
            ...(each > 1 && { raw: points }),
          },
        ]}
        // A bin is as wide as in the raster above.
        x={{ domain: [stretch.start - 0.5, stretch.end - 0.5], ticks: ticksWithin(stretch.start, end) }}
        y={linearAxis(Math.min(...known.map(({ min }) => min)), Math.max(...known.map(({ max }) => max)), 2)}
        xName="bin"
        yName={label}
        height={96}
        endLabels={false}
        formatX={(x) => `bin ${count(x)}`}
      >
        <Gaps
          gaps={gaps.map(({ column }) => [
            middleOf(stretch, column, mean.length) - each / 2,
            middleOf(stretch, column, mean.length) + each / 2,
          ])}
        />
      </LineChart>
    </figure>
  );
}

/** Where values are missing, from one place to another. */
function Gaps({ gaps }: { gaps: readonly (readonly [number, number])[] }) {
  const scaleX = useXAxisScale();
  const area = usePlotArea();
  if (!scaleX || !area) return null;
  const inside = (x: number) => Math.max(area.x, Math.min(area.x + area.width, scaleX(x) ?? area.x));
  return (
    <g>
      {gaps.map(([from, to]) => (
        <rect
          key={from}
          className={styles.gap}
          x={inside(from)}
          y={area.y}
          width={Math.max(1, inside(to) - inside(from))}
          height={area.height}
        />
      ))}
    </g>
  );
}
