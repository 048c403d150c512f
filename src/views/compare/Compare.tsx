/** The chosen runs beside one another: one view of them at a time, by a strip of names. */
import { useState } from 'react';
import type { RunRecord } from '../../protocol/records';
import { Segments } from '../../ui/controls/Segments';
import styles from './Compare.module.css';
import { CurvesPanel } from './CurvesPanel';
import { SettingsPanel } from './SettingsPanel';

/** In the order of the strip. */
const views = [
  { value: 'curves', label: 'Curves' },
  { value: 'settings', label: 'Settings' },
] as const;
type View = (typeof views)[number]['value'];

export function Compare({ runs }: { runs: readonly RunRecord[] }) {
  const [view, setView] = useState<View>('curves');
  return (
    <section className={styles.compare} aria-label="Comparison of the chosen runs">
      <Segments label="What to compare" value={view} segments={views} onValue={setView} />
      {view === 'curves' && <CurvesPanel runs={runs} />}
      {view === 'settings' && <SettingsPanel runs={runs} />}
    </section>
  );
}
