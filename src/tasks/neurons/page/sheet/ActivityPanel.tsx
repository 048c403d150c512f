/** Spikes and behaviour over time: the whole recording as a way to the stretch that is seen in detail. */
import { useState } from 'react';
import { Panel } from '../../../../ui/controls/Panel';
import { Segments } from '../../../../ui/controls/Segments';
import { count } from '../../../../ui/format/quantities';
import styles from './ActivityPanel.module.css';
import { BehaviorCharts } from './BehaviorCharts';
import { BinSlider } from './BinSlider';
import { PopulationChart } from './PopulationChart';
import { Raster } from './Raster';
import type { RateUnit } from './rates';
import type { SessionPartProps } from './sessions';
import { lengthsFor, type Stretch, stretchFrom, stretchText } from './stretch';

export interface ActivityPanelProps extends SessionPartProps {
  /** Names of the units; null until they are there. */
  cids: readonly number[] | null;
  unit: RateUnit;
  /** Whose frame is looked at; null without frames. */
  bin: number | null;
  onBin: (bin: number) => void;
}

export function ActivityPanel({ fingerprint, session, cids, unit, bin, onBin }: ActivityPanelProps) {
  const { bins } = session.shape;
  const lengths = lengthsFor(bins);
  const [stretch, setStretch] = useState<Stretch>(() => stretchFrom(0, lengths[0] ?? bins, bins));
  const length = stretch.end - stretch.start;
  const part = { fingerprint, session };
  const choose = (start: number, bins_: number) => setStretch(stretchFrom(start, bins_, bins));
  return (
    <Panel
      title="Spikes and behaviour over time"
      aside={
        lengths.length > 0 && (
          <Segments
            label="Bins that are shown"
            value={length === bins ? 'all' : String(length)}
            segments={[
              ...lengths.map((bins_) => ({ value: String(bins_), label: count(bins_) })),
              { value: 'all', label: 'All bins' },
            ]}
            onValue={(chosen) => choose(stretch.start, chosen === 'all' ? bins : Number(chosen))}
          />
        )
      }
    >
      <div className={styles.all}>
        <PopulationChart
          {...part}
          unit={unit}
          stretch={stretch}
          onStretch={(window) => (window ? choose(window[0], window[1] - window[0]) : choose(0, bins))}
        />
        <BinSlider
          label="Stretch that is shown"
          value={stretch.start}
          last={bins - length}
          step={Math.max(1, Math.floor(length / 4))}
          text={stretchText(stretch, unit.name === 'Hz' ? unit.factor : null)}
          onValue={(start) => choose(start, length)}
        />
        <Raster {...part} cids={cids} unit={unit} stretch={stretch} bin={bin} onBin={onBin} />
        {session.arrays.behavior && (
          <BehaviorCharts {...part} of="behavior" array={session.arrays.behavior} stretch={stretch} />
        )}
        {session.arrays.eye && (
          <BehaviorCharts {...part} of="eye" array={session.arrays.eye} stretch={stretch} />
        )}
      </div>
    </Panel>
  );
}
