/** How bits per spike are spread over the units, and how they go with the units' rates. */
import { memo, useMemo, useRef } from 'react';
import { chartSaver } from '../../../../store/downloads/chartSaver';
import { linearAxis } from '../../../../ui/charts/axis';
import { ChartMenu } from '../../../../ui/charts/ChartMenu';
import { curvesCsv } from '../../../../ui/charts/curvesCsv';
import { DistributionChart } from '../../../../ui/charts/DistributionChart';
import { LineChart } from '../../../../ui/charts/LineChart';
import { PointLayer } from '../../../../ui/charts/PointLayer';
import { Panel } from '../../../../ui/controls/Panel';
import { count } from '../../../../ui/format/quantities';
import type { UnitRow } from '../../metrics/unitRows';
import { bitsHistogram } from './bits';
import styles from './NeuronsResult.module.css';

export interface BitsPanelProps {
  units: readonly UnitRow[];
  /** Of the run. */
  name: string;
  colour: string;
}

const height = 240;

export const BitsPanel = memo(function BitsPanel({ units, name, colour }: BitsPanelProps) {
  const chart = useRef<HTMLDivElement>(null);
  const { counts, width, below } = useMemo(() => bitsHistogram(units), [units]);
  const csv = () =>
    curvesCsv('bits per spike from', [
      { name: 'units', points: counts.map((units, bin) => ({ x: bin * width, y: units })) },
    ]);
  return (
    <Panel
      title="Units by bits per spike"
      aside={<ChartMenu saver={chartSaver} name={`${name} bits per spike`} chart={chart} csv={csv} />}
    >
      <div ref={chart}>
        <DistributionChart
          label="Units by their bits per spike"
          xName="bits per spike"
          yName="units"
          counts={counts}
          binWidth={width}
          colour={colour}
          height={height}
        />
      </div>
      {below > 0 && (
        <p className={styles.note}>
          {below === 1 ? 'One unit is' : `${count(below)} units are`} below 0, worse than a constant rate, and
          counted as 0.
        </p>
      )}
    </Panel>
  );
});

export const ScatterPanel = memo(function ScatterPanel({ units, name, colour }: BitsPanelProps) {
  const chart = useRef<HTMLDivElement>(null);
  const points = useMemo(
    () =>
      units
        .filter(({ bitsPerSpike }) => Number.isFinite(bitsPerSpike))
        .map(({ meanRate, bitsPerSpike }) => ({ x: meanRate, y: bitsPerSpike })),
    [units],
  );
  const [x, y] = (['x', 'y'] as const).map((axis) =>
    linearAxis(
      points.reduce((least, point) => Math.min(least, point[axis]), Number.POSITIVE_INFINITY),
      points.reduce((most, point) => Math.max(most, point[axis]), Number.NEGATIVE_INFINITY),
    ),
  );
  return (
    <Panel
      title="Bits per spike over rate"
      aside={
        <ChartMenu
          saver={chartSaver}
          name={`${name} bits per spike over rate`}
          chart={chart}
          csv={() => curvesCsv('rate', [{ name: 'units', points }])}
        />
      }
    >
      <div ref={chart}>
        <LineChart
          label="Bits per spike of the units over their rates"
          curves={[]}
          x={x!}
          y={y!}
          xName="rate (spikes a bin)"
          yName="bits per spike"
          height={height}
          endLabels={false}
          empty={points.length === 0 && 'No unit has samples.'}
        >
          <PointLayer points={points} colour={colour} radius={3} />
        </LineChart>
      </div>
      <p className={styles.note}>Rates are recorded spikes a bin.</p>
    </Panel>
  );
});
