/** Rates of the units of a session over its valid bins, the highest first. */
import { usePlotArea, useXAxisScale, useYAxisScale } from 'recharts';
import { quantile } from '../../../../engine/metrics/statistics';
import { linearAxis } from '../../../../ui/charts/axis';
import { LineChart } from '../../../../ui/charts/LineChart';
import { Panel } from '../../../../ui/controls/Panel';
import { count } from '../../../../ui/format/quantities';
import type { SessionSummary } from '../../preview/questions';
import { type RateUnit, rateWithUnit } from './rates';
import styles from './SessionSheet.module.css';
import { sortedRates, type UnitRate } from './sortedRates';

export interface RatesPanelProps {
  summary: SessionSummary | null;
  unit: RateUnit;
}

export function RatesPanel({ summary, unit }: RatesPanelProps) {
  const rates = summary ? sortedRates(summary) : [];
  return (
    <Panel
      title="Rates by unit"
      aside={summary && <p className={styles.about}>{inWords(rates, summary, unit)}</p>}
    >
      <div style={{ minHeight: 200 }} aria-busy={!summary}>
        {rates.length > 0 && (
          <LineChart
            label={`Rates of ${count(rates.length)} units in ${unit.name}, the highest first: ${named(rates, unit)}`}
            curves={[]}
            x={{ domain: [0, rates.length], ticks: [] }}
            y={linearAxis(0, Math.max(...rates.map(({ rate }) => rate)) * unit.factor || 1)}
            xName="unit, the highest rate first"
            yName={`rate (${unit.name})`}
            height={200}
            endLabels={false}
          >
            <Bars rates={rates} in={unit} />
          </LineChart>
        )}
      </div>
    </Panel>
  );
}

/** Bars narrower than this have no name below them, pixels. */
const NAMED_WIDTH = 22;

function Bars({ rates, in: scale }: { rates: readonly UnitRate[]; in: RateUnit }) {
  const scaleX = useXAxisScale();
  const scaleY = useYAxisScale();
  const area = usePlotArea();
  if (!scaleX || !scaleY || !area) return null;
  const width = area.width / rates.length;
  const gap = Math.min(2, width / 4);
  const every = Math.ceil(NAMED_WIDTH / width);
  return (
    <g>
      {rates.map(({ unit, cid, rate }, place) => {
        const left = scaleX(place) ?? 0;
        // A unit without a spike is a hairline.
        const top = Math.min(scaleY(rate * scale.factor) ?? 0, area.y + area.height - 1);
        return (
          <g key={unit}>
            <rect
              x={left + gap / 2}
              y={top}
              width={width - gap}
              height={area.y + area.height - top}
              fill={rate === 0 ? 'var(--warn)' : 'var(--series-0)'}
            >
              <title>{`unit ${cid}: ${rateWithUnit(rate, scale)}`}</title>
            </rect>
            {place % every === 0 && (
              <text
                className={styles.unit}
                x={left + width / 2}
                y={area.y + area.height + 16}
                textAnchor="middle"
              >
                {cid}
              </text>
            )}
          </g>
        );
      })}
    </g>
  );
}

/** "median 0.25 spikes/bin · 2 silent · ≈". */
function inWords(
  rates: readonly UnitRate[],
  { rates: all, sampled }: SessionSummary,
  unit: RateUnit,
): string {
  const ascending = rates.map(({ rate }) => rate).reverse();
  const silent = rates.filter(({ rate }) => rate === 0).length;
  const unknown = all.length - rates.length;
  return [
    ...(rates.length > 0
      ? [`median ${sampled ? '≈ ' : ''}${rateWithUnit(quantile(ascending, 0.5), unit)}`]
      : []),
    ...(silent > 0 ? [`${count(silent)} silent`] : []),
    ...(unknown > 0 ? [`${count(unknown)} without a valid bin`] : []),
  ].join(' · ');
}

/** The first and the last few, for those who cannot see the bars. */
function named(rates: readonly UnitRate[], unit: RateUnit): string {
  const shown = rates.length <= 12 ? rates : [...rates.slice(0, 6), ...rates.slice(-6)];
  return shown.map(({ cid, rate }) => `unit ${cid} ${rateWithUnit(rate, unit)}`).join(', ');
}
