/** The chosen runs beside one another: one view of them at a time, by a strip of names. The address names the view. */
import { type ReactNode, useEffect, useRef } from 'react';
import { useSearchParams } from 'react-router';
import { z } from 'zod';
import type { RunRecord } from '../../protocol/records';
import { Segments } from '../../ui/controls/Segments';
import { CheckpointsPanel } from './CheckpointsPanel';
import styles from './Compare.module.css';
import { CurvesPanel } from './CurvesPanel';
import { ImportancePanel } from './ImportancePanel';
import { MetricsPanel } from './MetricsPanel';
import { ParallelPanel } from './ParallelPanel';
import { ReportButton } from './ReportButton';
import { ScatterPanel } from './ScatterPanel';
import { SettingsPanel } from './SettingsPanel';

const viewNames = [
  'curves',
  'metrics',
  'settings',
  'scatter',
  'parallel',
  'importance',
  'checkpoints',
] as const;
type View = (typeof viewNames)[number];

/** In the order of the strip. */
const views: Record<View, { label: string; show: (runs: readonly RunRecord[]) => ReactNode }> = {
  curves: { label: 'Curves', show: (runs) => <CurvesPanel runs={runs} /> },
  metrics: { label: 'Metrics', show: (runs) => <MetricsPanel runs={runs} /> },
  settings: { label: 'Settings', show: (runs) => <SettingsPanel runs={runs} /> },
  scatter: { label: 'Scatter', show: (runs) => <ScatterPanel runs={runs} /> },
  parallel: { label: 'Parallel', show: (runs) => <ParallelPanel runs={runs} /> },
  importance: { label: 'Importance', show: (runs) => <ImportancePanel runs={runs} /> },
  checkpoints: { label: 'Checkpoints', show: (runs) => <CheckpointsPanel runs={runs} /> },
};

const viewSchema = z.enum(viewNames).catch('curves');

export function Compare({ runs }: { runs: readonly RunRecord[] }) {
  const [search, setSearch] = useSearchParams();
  const view = viewSchema.parse(search.get('view'));
  const strip = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: where the strip is wider than the window, the chosen view moves into it.
  useEffect(() => {
    const chosen = strip.current?.querySelector(':checked')?.parentElement;
    if (chosen) strip.current?.scrollTo({ left: chosen.offsetLeft - 48 });
  }, [view]);
  const show = (chosen: View) =>
    setSearch(
      (current) => {
        const next = new URLSearchParams(current);
        next.set('view', chosen);
        return next;
      },
      { replace: true, preventScrollReset: true },
    );
  return (
    <section className={styles.compare} aria-label="Comparison of the chosen runs">
      <div className={styles.head}>
        <div className={styles.strip} ref={strip}>
          <Segments
            label="What to compare"
            value={view}
            segments={viewNames.map((value) => ({ value, label: views[value].label }))}
            onValue={show}
          />
        </div>
        <ReportButton runs={runs} />
      </div>
      {views[view].show(runs)}
    </section>
  );
}
