/** How far an import is, with a cancel that works at once. */
import { X } from 'lucide-react';
import { cancelImport } from '../../store/importing';
import type { RunningImport } from '../../store/studio';
import { Button } from '../../ui/controls/Button';
import { Name } from '../../ui/controls/Name';
import { Progress } from '../../ui/controls/Progress';
import { percent } from '../../ui/format/quantities';
import styles from './ImportStatus.module.css';

export function ImportStatus({ progress: { name, phase, done, total } }: { progress: RunningImport }) {
  const value = total > 0 ? done / total : null;
  return (
    <section className={styles.status} aria-label="Import">
      <p className={styles.name}>
        <Name of={name} />
      </p>
      <Progress
        label={`Import of ${name}`}
        value={value}
        text={`${phase} ${value === null ? '' : percent(value)}`}
      />
      <div className={styles.foot}>
        <span aria-live="polite">{phase}</span>
        <span className="number">{value === null ? '' : percent(value)}</span>
        <Button kind="quiet" icon={<X />} onClick={cancelImport}>
          Cancel
        </Button>
      </div>
    </section>
  );
}
