/** Data: what can be trained on. A first visit shows the samples and the drop area, nothing else. */

import { HardDrive } from 'lucide-react';
import { Link, useParams } from 'react-router';
import { useStudio } from '../../store/react/useStudio';
import { Notice } from '../../ui/controls/Notice';
import { about } from './about';
import styles from './DataPlace.module.css';
import { DatasetList } from './DatasetList';
import { DatasetSheet } from './DatasetSheet';
import { DropArea } from './DropArea';
import { ImportStatus } from './ImportStatus';
import { Samples } from './Samples';

export function DataPlace() {
  const booted = useStudio((state) => state.booted);
  const datasets = useStudio((state) => state.datasets);
  const imports = useStudio((state) => state.imports);
  const { fingerprint } = useParams();
  if (!booted) return null;
  if (datasets.length === 0) {
    return (
      <div className={styles.first}>
        <h1 className="only-read">Data</h1>
        <p className={styles.about}>{about}</p>
        <DatasetProblems />
        {imports ? <ImportStatus progress={imports} /> : <DropArea />}
        <Samples />
      </div>
    );
  }
  const wanted = datasets.find((dataset) => dataset.fingerprint === fingerprint);
  const shown = wanted ?? datasets[0]!;
  return (
    <div className={styles.place}>
      <div className={styles.side}>
        <h1 className="only-read">Data</h1>
        {imports ? <ImportStatus progress={imports} /> : <DropArea compact />}
        <DatasetProblems />
        <DatasetList datasets={datasets} shown={shown.fingerprint} />
        <Samples compact />
        <Link to="/storage" className={styles.storage}>
          <HardDrive aria-hidden="true" /> What is stored, and free room
        </Link>
      </div>
      <div className={styles.sheet}>
        {fingerprint !== undefined && !wanted && (
          <p className={styles.gone}>
            The dataset of this address is not stored here. <Link to="/data">Show the newest</Link>
          </p>
        )}
        <DatasetSheet key={shown.fingerprint} dataset={shown} />
      </div>
    </div>
  );
}

/** Stored datasets that cannot be read, each with the reason. */
function DatasetProblems() {
  const problems = useStudio((state) => state.datasetProblems);
  return problems.map((error) => (
    <Notice key={error.message} tone="warn" title="A stored dataset cannot be read" error={error} />
  ));
}
