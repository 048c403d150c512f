/** The mean rate of all units over a whole recording, with the stretch that is seen in detail; dragging chooses another. */
import { usePlotArea, useXAxisScale } from 'recharts';
import { linearAxis, ticksWithin } from '../../../../ui/charts/axis';
import { LineChart } from '../../../../ui/charts/LineChart';
import { Notice } from '../../../../ui/controls/Notice';
import { count } from '../../../../ui/format/quantities';
import { useAnswer } from '../useAnswer';
import styles from './ActivityPanel.module.css';
import { type RateUnit, rateWithUnit } from './rates';
import type { SessionPartProps } from './sessions';
import { middleOf, type Stretch } from './stretch';

/** Points of the curve. */
const COLUMNS = 300;

export interface PopulationChartProps extends SessionPartProps {
  unit: RateUnit;
  stretch: Stretch;
  /** null: the whole recording. */
  onStretch: (window: [number, number] | null) => void;
}

export function PopulationChart({ fingerprint, session, unit, stretch, onStretch }: PopulationChartProps) {
  const { bins } = session.shape;
  const { answer, error, tryAgain } = useAnswer({
    question: 'activity',
    argument: { session: session.name, start: 0, end: bins, columns: COLUMNS },
    about: { fingerprint },
  });
  if (error) {
    return (
      <Notice
        tone="warn"
        title="The rate cannot be computed"
        error={error}
        action={{ label: 'Try again', run: tryAgain }}
      />
    );
  }
  const rates = answer ? Array.from(answer.population, (rate) => rate * unit.factor) : [];
  const known = rates.filter(Number.isFinite);
  const each = answer ? bins / answer.columns : 1;
  return (
    <section aria-label="Population rate" className={styles.part} aria-busy={!answer}>
      <h3 className={styles.title}>
        Mean rate of all units{answer?.sampled && ' ≈'}
        <span className={styles.unit}>
          {unit.name}
          {each > 1 && `, each point ${count(each)} bins`}
        </span>
      </h3>
      <LineChart
        label="Mean rate of all units over the recording; dragging chooses the stretch below"
        curves={[
          {
            id: 'rate',
            label: 'rate',
            colour: 'var(--series-0)',
            points: rates.map((y, column) => ({
              x: middleOf({ start: 0, end: bins }, column, rates.length),
              y,
            })),
          },
        ]}
        x={{ domain: [0, Math.max(1, bins - 1)], ticks: ticksWithin(0, Math.max(1, bins - 1)) }}
        y={linearAxis(Math.min(...known), Math.max(...known), 3)}
        xName="bin"
        yName={`mean rate (${unit.name})`}
        height={120}
        endLabels={false}
        formatX={(x) => `bin ${count(x)}`}
        formatY={(y) => rateWithUnit(y / unit.factor, unit)}
        onZoom={onStretch}
      >
        {stretch.end - stretch.start < bins && <StretchMark {...stretch} />}
      </LineChart>
    </section>
  );
}

/** Never thinner than can be seen. */
function StretchMark({ start, end }: Stretch) {
  const scaleX = useXAxisScale();
  const area = usePlotArea();
  const from = scaleX?.(start);
  const to = scaleX?.(end - 1);
  if (from === undefined || to === undefined || !area) return null;
  const width = Math.max(3, to - from);
  return (
    <rect
      className={styles.stretch}
      x={Math.min(from, area.x + area.width - width)}
      y={area.y}
      width={width}
      height={area.height}
    />
  );
}
