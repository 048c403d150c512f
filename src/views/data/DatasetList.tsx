/** The stored datasets, newest first; each has an address of its own. */
import { Link } from 'react-router';
import type { DatasetRecord } from '../../protocol/datasets';
import { suitableTasks, warningsFor } from '../../tasks/suitable';
import { Name } from '../../ui/controls/Name';
import { bytes } from '../../ui/format/quantities';
import styles from './DatasetList.module.css';
import { samplesText } from './samplesText';

export interface DatasetListProps {
  datasets: readonly DatasetRecord[];
  /** Fingerprint of the one beside the list. */
  shown: string;
}

export function DatasetList({ datasets, shown }: DatasetListProps) {
  return (
    <nav aria-label="Datasets">
      <ul className={styles.list}>
        {datasets.map((dataset) => (
          <li key={dataset.fingerprint}>
            <Link
              to={`/data/${dataset.fingerprint}`}
              className={styles.item}
              aria-current={dataset.fingerprint === shown ? 'page' : undefined}
            >
              <span className={styles.name}>
                <Name of={dataset.name} />
              </span>
              <span className={styles.facts}>
                {dataset.format !== 'images' && `${dataset.format.toUpperCase()} · `}
                {samplesText(dataset)} · {bytes(dataset.bytes)}
                {warningText(dataset)}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** Of what concerns the likeliest task. */
function warningText(dataset: DatasetRecord): string {
  const { length } = warningsFor(suitableTasks(dataset)[0]?.kind, dataset);
  if (length === 0) return '';
  return length === 1 ? ' · 1 warning' : ` · ${length} warnings`;
}
