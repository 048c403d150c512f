/** What the shared core has learned at its beginning: filters over time, and the spatial filters of its first convolution. */
import { memo, useMemo, useRef, useState } from 'react';
import { chartSaver } from '../../../../store/downloads/chartSaver';
import { useAnswer } from '../../../../store/react/useAnswer';
import { linearAxis, ticksWithin } from '../../../../ui/charts/axis';
import { ChartMenu } from '../../../../ui/charts/ChartMenu';
import { type Curve, valueRange } from '../../../../ui/charts/curve';
import { curvesCsv } from '../../../../ui/charts/curvesCsv';
import { LineChart } from '../../../../ui/charts/LineChart';
import { Notice } from '../../../../ui/controls/Notice';
import { Pager } from '../../../../ui/controls/Pager';
import { Panel } from '../../../../ui/controls/Panel';
import type { SpatialFilters } from '../../analysis/learnedFilters';
import type { ShownFilters } from '../../model/frontends';
import type { NeuronsQuestions } from '../../questions';
import { HeatLegend, HeatTile } from '../view/HeatTile';
import styles from './NeuronsResult.module.css';

export interface FiltersPanelsProps {
  checkpointId: string;
  /** Of the run. */
  name: string;
}

const nothing = {};

export const FiltersPanels = memo(function FiltersPanels({ checkpointId, name }: FiltersPanelsProps) {
  const { answer, error, tryAgain } = useAnswer<NeuronsQuestions, 'filters'>('neurons', {
    question: 'filters',
    argument: nothing,
    about: { checkpointId },
  });
  if (error) {
    return (
      <Notice
        tone="warn"
        title="The filters cannot be shown"
        error={error}
        action={{ label: 'Try again', run: tryAgain }}
      />
    );
  }
  if (!answer) return null;
  return (
    <>
      {answer.temporal && <TemporalPanel kernels={answer.temporal} name={name} />}
      {answer.spatial && <SpatialPanel filters={answer.spatial} />}
    </>
  );
});

function TemporalPanel({ kernels, name }: { kernels: ShownFilters; name: string }) {
  const chart = useRef<HTMLDivElement>(null);
  const curves = kernels.byLag.map(
    (values, channel): Curve => ({
      id: String(channel),
      label: String(channel + 1),
      colour: `var(--series-${channel % 8})`,
      dashed: channel % 16 >= 8,
      points: Array.from(values, (y, x) => ({ x, y })),
    }),
  );
  const last = Math.max(1, ...kernels.byLag.map(({ length }) => length - 1));
  const [low, high] = valueRange(curves, false);
  const csv = () =>
    curvesCsv(
      'lag',
      curves.map(({ label, points }) => ({ name: `channel ${label}`, points })),
    );
  return (
    <Panel
      title={kernels.learned ? 'Learned filters over time' : 'Filters over time'}
      aside={<ChartMenu saver={chartSaver} name={`${name} filters over time`} chart={chart} csv={csv} />}
    >
      <div ref={chart}>
        <LineChart
          label="Weight of each frame by its lag, of every channel"
          curves={curves}
          x={{ domain: [0, last], ticks: ticksWithin(0, last).filter(Number.isInteger) }}
          y={linearAxis(low, high)}
          xName="lag (frames)"
          yName="weight"
          whole
          height={240}
          labelWidth={24}
          formatX={(lag) => `lag ${lag}`}
        />
      </div>
      <p className={styles.note}>Lag 0 is the newest frame.</p>
    </Panel>
  );
}

/** Maps on a page, about. */
const tiles = 96;

function SpatialPanel({ filters }: { filters: SpatialFilters }) {
  const { height, width, time, inputs, kernels } = filters;
  const perFilter = time * inputs;
  const size = Math.max(1, Math.floor(tiles / perFilter));
  const [page, setPage] = useState(0);
  const shown = useMemo(
    () =>
      kernels.slice(page * size, (page + 1) * size).map((values) => ({
        limit: values.reduce((most, value) => Math.max(most, Math.abs(value)), 0),
        maps: Array.from({ length: perFilter }, (_, i) =>
          values.subarray(i * height * width, (i + 1) * height * width),
        ),
      })),
    [kernels, page, size, perFilter, height, width],
  );
  return (
    <Panel
      title={`Spatial filters of the first convolution, ${height} × ${width}`}
      aside={<Pager label="filters" page={page} size={size} total={kernels.length} onPage={setPage} />}
    >
      <ol className={styles.filters} style={{ '--across': Math.min(perFilter, 8) }}>
        {shown.map(({ limit, maps }, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a filter is its place.
          <li key={page * size + i} className={styles.filter}>
            <span className={styles.note}>{page * size + i + 1}</span>
            <div className={styles.maps}>
              {maps.map((values, map) => (
                <HeatTile
                  // biome-ignore lint/suspicious/noArrayIndexKey: a map is its place.
                  key={map}
                  label={`Filter ${page * size + i + 1}, ${mapName(map, inputs, time)}`}
                  height={height}
                  width={width}
                  values={values}
                  limit={limit}
                />
              ))}
            </div>
          </li>
        ))}
      </ol>
      <HeatLegend />
      <p className={styles.note}>
        {perFilter === 1
          ? 'A map for each filter'
          : `Of each filter a map for each of ${inputs} ${inputs === 1 ? 'channel' : 'channels'}${time > 1 ? ` and ${time} frames, the newest last` : ''}`}
        , as it is applied: after its window and norm. Full colour is the largest weight of the filter.
      </p>
    </Panel>
  );
}

function mapName(map: number, inputs: number, time: number): string {
  const channel = `channel ${(map % inputs) + 1}`;
  return time === 1 ? channel : `frame ${Math.floor(map / inputs) + 1}, ${channel}`;
}
