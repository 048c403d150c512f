/** Name, origin and size of a dataset; train on it, add files to it, rename it, delete it. */
import { MoreHorizontal, Play } from 'lucide-react';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import type { DatasetRecord } from '../../protocol/datasets';
import { runsOn } from '../../store/awaitedData';
import { removeDataset, renameDataset } from '../../store/datasets';
import { proposeDraft } from '../../store/drafting';
import { notify, notifyFailure } from '../../store/notices';
import { useStudio } from '../../store/react/useStudio';
import { Button } from '../../ui/controls/Button';
import { Menu } from '../../ui/controls/Menu';
import { Name } from '../../ui/controls/Name';
import { NameField } from '../../ui/controls/NameField';
import { bytes } from '../../ui/format/quantities';
import { AddFiles } from './AddFiles';
import { DeleteDataset } from './DeleteDataset';
import { EditPairs } from './EditPairs';
import { modelsFor, PredictWith } from './PredictWith';
import styles from './SheetHeader.module.css';
import { samplesText } from './samplesText';

export interface SheetHeaderProps {
  dataset: DatasetRecord;
  /** Whether a task can read it. */
  trainable: boolean;
  /** Whether more files may be added. */
  grows: boolean;
}

/** Files with the same content have it, whatever they are called; command line and checkpoints say it. */
async function copyFingerprint(fingerprint: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(fingerprint);
    notify({ tone: 'good', title: 'The fingerprint is in the clipboard' });
  } catch (thrown) {
    notifyFailure('Could not copy the fingerprint', thrown);
  }
}

export function SheetHeader({ dataset, trainable, grows }: SheetHeaderProps) {
  const navigate = useNavigate();
  const [renaming, setRenaming] = useState(false);
  const [deleting, setDeleting] = useState(false);
  const runs = useStudio((state) => state.runs);
  const needing = runsOn(runs, dataset.fingerprint);
  const models = modelsFor(dataset, runs);
  // Without what they predict it was hardly meant to be trained on.
  const isNew = needing.length === 0 && models.some(({ hasTruth }) => !hasTruth);
  const train = () => {
    void proposeDraft(dataset);
    void navigate(`/configure/${dataset.fingerprint}`);
  };
  const remove = () => {
    removeDataset(dataset);
    void navigate('/data');
  };
  const rename = (name: string | null) => {
    setRenaming(false);
    if (name !== null) void renameDataset(dataset.fingerprint, name);
  };
  return (
    <header className={styles.header}>
      <div className={styles.title}>
        {renaming ? (
          <NameField name={dataset.name} onDone={rename} />
        ) : (
          <h2>
            <Name of={dataset.name} />
          </h2>
        )}
        <p className={styles.facts}>
          {dataset.format !== 'images' && `${dataset.format.toUpperCase()} · `}
          {samplesText(dataset)}
          {/* The name says it where it is the file's. */}
          {dataset.files.join(', ') !== dataset.name && (
            <>
              {' · '}
              <Name of={dataset.files.join(', ')} />
            </>
          )}
          {dataset.location.kind === 'reference' && ', left where it is'} · {bytes(dataset.bytes)} ·{' '}
          <time dateTime={dataset.createdAt}>{new Date(dataset.createdAt).toLocaleString()}</time>
        </p>
      </div>
      <Menu
        trigger={<Button kind="quiet" icon={<MoreHorizontal />} aria-label={`More about ${dataset.name}`} />}
        items={[
          { label: 'Rename', onSelect: () => setRenaming(true) },
          ...(trainable && isNew ? [{ label: 'Train on this', onSelect: train }] : []),
          {
            label: 'Copy the fingerprint',
            note: 'SHA-256',
            onSelect: () => void copyFingerprint(dataset.fingerprint),
          },
          {
            label: 'Delete',
            danger: true,
            separated: true,
            onSelect: () => (needing.length > 0 ? setDeleting(true) : remove()),
          },
        ]}
      />
      {grows && <AddFiles dataset={dataset} />}
      {dataset.format === 'images' && <EditPairs dataset={dataset} />}
      <PredictWith dataset={dataset} models={models} primary={isNew} />
      {trainable && !isNew && (
        <Button kind="primary" icon={<Play />} onClick={train}>
          Train on this
        </Button>
      )}
      {deleting && (
        <DeleteDataset
          dataset={dataset}
          runs={needing}
          onDelete={remove}
          onClose={() => setDeleting(false)}
        />
      )}
    </header>
  );
}
