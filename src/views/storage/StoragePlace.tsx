/** Storage: what is kept in this browser, with sizes; everything can be deleted here. */
import { Trash2 } from 'lucide-react';
import { useCallback, useEffect, useRef, useState } from 'react';
import { Link } from 'react-router';
import type { DatasetRecord } from '../../protocol/datasets';
import type { ListedCheckpoint, RunRecord } from '../../protocol/records';
import { removeCheckpoint } from '../../store/checkpointActions';
import { removeDataset } from '../../store/datasets';
import { isUnderWay } from '../../store/liveRun';
import { useStudio } from '../../store/react/useStudio';
import { removeRun } from '../../store/runs';
import { freeDeleted, readAllCheckpoints, readStorageUse, type StorageUse } from '../../store/storageUse';
import { Button } from '../../ui/controls/Button';
import { EmptyState } from '../../ui/controls/EmptyState';
import { IconButton } from '../../ui/controls/IconButton';
import { Name } from '../../ui/controls/Name';
import { Panel } from '../../ui/controls/Panel';
import { useFirst } from '../../ui/controls/useFirst';
import { bytes, count } from '../../ui/format/quantities';
import { fallbackWords, kindWords } from '../checkpoints/checkpointWords';
import { samplesText } from '../data/samplesText';
import styles from './StoragePlace.module.css';

const noCheckpoints: readonly ListedCheckpoint[] = [];

export function StoragePlace() {
  const booted = useStudio((state) => state.booted);
  const datasets = useStudio((state) => state.datasets);
  const runs = useStudio((state) => state.runs);
  const checkpoints = useStudio((state) => state.checkpoints);
  const firstDatasets = useFirst(datasets, 50);
  const firstRuns = useFirst(runs, 50);
  // biome-ignore lint/correctness/useExhaustiveDependencies: read again when runs come and go.
  useEffect(() => void readAllCheckpoints(), [runs.length, booted]);
  if (!booted) return null;
  return (
    <div className={styles.place}>
      <h1>Storage</h1>
      <RoomWords />
      {datasets.length + runs.length === 0 && (
        <EmptyState title="Nothing is stored yet" action={<Link to="/data">Go to Data</Link>}>
          Datasets, runs and their checkpoints are listed here with their sizes.
        </EmptyState>
      )}
      {datasets.length > 0 && (
        <Panel title={`Datasets, ${bytes(total(datasets.map(storedBytes)))}`}>
          <ul className={styles.list}>
            {firstDatasets.shown.map((dataset) => (
              <DatasetRow key={dataset.fingerprint} dataset={dataset} runs={runs} />
            ))}
            {firstDatasets.more && <li className={styles.more}>{firstDatasets.more}</li>}
          </ul>
        </Panel>
      )}
      {runs.length > 0 && (
        <Panel
          title={`Runs, ${bytes(total(runs.map(({ id }) => runBytes(checkpoints[id]))))} of checkpoints`}
        >
          <ul className={styles.list}>
            {firstRuns.shown.map((run) => (
              <RunRows key={run.id} run={run} checkpoints={checkpoints[run.id] ?? noCheckpoints} />
            ))}
            {firstRuns.more && <li className={styles.more}>{firstRuns.more}</li>}
          </ul>
        </Panel>
      )}
    </div>
  );
}

/** Milliseconds between two looks: each reads all that is stored, while a run that trains saves into it. */
const readsApart = 5000;

function RoomWords() {
  const datasets = useStudio((state) => state.datasets);
  const runs = useStudio((state) => state.runs);
  const checkpoints = useStudio((state) => state.checkpoints);
  const [use, setUse] = useState<StorageUse | null>(null);
  const read = useCallback(() => void readStorageUse().then(setUse), []);
  const readAt = useRef(Number.NEGATIVE_INFINITY);
  // biome-ignore lint/correctness/useExhaustiveDependencies: whatever is stored or deleted changes the room.
  useEffect(() => {
    const wait = Math.max(0, readAt.current + readsApart - performance.now());
    const timer = setTimeout(() => {
      readAt.current = performance.now();
      read();
    }, wait);
    return () => clearTimeout(timer);
  }, [datasets, runs, checkpoints]);
  if (!use) return null;
  return (
    <div className={styles.room}>
      <p>
        {use.room
          ? `${bytes(use.room.used)} are used here, and the browser promises ${bytes(use.room.free)} more, as far as the disk has them. `
          : 'This browser does not tell how much room is left. '}
        {use.holdsStudio && 'The studio itself is among it, so that it works without a network. '}
        {use.persistent
          ? 'It keeps all of it until you delete it.'
          : 'When the disk is full, the browser may clear it: take home what you need, with "Download everything" of a run.'}
      </p>
      {use.undoableBytes > 0 && (
        <p className={styles.undoable}>
          {bytes(use.undoableBytes)} are deleted and can be brought back for a while; they make way by
          themselves when room is needed.
          <Button onClick={() => void freeDeleted().then(read)}>Free them now</Button>
        </p>
      )}
    </div>
  );
}

function DatasetRow({ dataset, runs }: { dataset: DatasetRecord; runs: readonly RunRecord[] }) {
  const uses = runs.filter((run) => run.dataset.fingerprint === dataset.fingerprint).length;
  return (
    <li className={styles.row}>
      <Link to={`/data/${dataset.fingerprint}`}>
        <Name of={dataset.name} />
      </Link>
      <span className={styles.facts}>
        {samplesText(dataset)}
        {dataset.location.kind === 'reference' && ', left where it is'}
        {uses > 0 && `, in ${uses === 1 ? 'one run' : `${count(uses)} runs`}`}
      </span>
      <span className="number">{bytes(storedBytes(dataset))}</span>
      <IconButton
        label={`Delete the dataset ${dataset.name}`}
        icon={<Trash2 />}
        onClick={() => removeDataset(dataset)}
      />
    </li>
  );
}

function RunRows({ run, checkpoints }: { run: RunRecord; checkpoints: readonly ListedCheckpoint[] }) {
  const busy = useStudio(({ live, elsewhere }) => isUnderWay(live[run.id]) || elsewhere.includes(run.id));
  const { shown, more } = useFirst(checkpoints, 20, ({ kinds }) => kinds.includes('best'));
  return (
    <>
      <li className={styles.row}>
        <Link to={`/train/${run.id}`}>
          <Name of={run.name} />
        </Link>
        <span className={styles.facts}>
          on <Name of={run.dataset.name} />
        </span>
        <span className="number">{bytes(runBytes(checkpoints))}</span>
        {busy ? (
          <span className={styles.facts}>{run.status}</span>
        ) : (
          <IconButton
            label={`Delete the run ${run.name}`}
            icon={<Trash2 />}
            onClick={() => void removeRun(run)}
          />
        )}
      </li>
      {shown.map((checkpoint) => (
        <li key={checkpoint.id} className={styles.row} data-inside="">
          <span>epoch {checkpoint.epoch}</span>
          <span className={styles.facts}>
            {(checkpoint.kinds.length === 0
              ? [fallbackWords]
              : checkpoint.kinds.map((kind) => kindWords[kind])
            )
              .map(({ name }) => name)
              .join(', ')}
          </span>
          <span className="number">{bytes(checkpoint.bytes)}</span>
          {!busy && (
            <IconButton
              label={`Delete the checkpoint of epoch ${checkpoint.epoch} of ${run.name}`}
              icon={<Trash2 />}
              onClick={() => void removeCheckpoint(checkpoint)}
            />
          )}
        </li>
      ))}
      {more && <li className={styles.more}>{more}</li>}
    </>
  );
}

/** A dataset by reference has its records alone in the browser. */
function storedBytes({ location, bytes: values }: DatasetRecord): number {
  return location.kind === 'reference' ? location.bytes : values;
}

function runBytes(checkpoints: readonly ListedCheckpoint[] = noCheckpoints): number {
  return total(checkpoints.map((checkpoint) => checkpoint.bytes));
}

function total(sizes: readonly number[]): number {
  return sizes.reduce((sum, size) => sum + size, 0);
}
