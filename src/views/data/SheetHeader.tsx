/** Name, origin and size of a dataset; train on it, add files to it, rename it, delete it. */
import { MoreHorizontal, Play } from 'lucide-react';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import type { DatasetRecord } from '../../protocol/datasets';
import { removeDataset, renameDataset } from '../../store/datasets';
import { proposeDraft } from '../../store/drafting';
import { notify, notifyFailure } from '../../store/notices';
import { Button } from '../../ui/controls/Button';
import { Menu } from '../../ui/controls/Menu';
import { NameField } from '../../ui/controls/NameField';
import { bytes } from '../../ui/format/quantities';
import { AddFiles } from './AddFiles';
import { EditPairs } from './EditPairs';
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
  const rename = (name: string | null) => {
    setRenaming(false);
    if (name !== null) void renameDataset(dataset.fingerprint, name);
  };
  return (
    <header className={styles.header}>
      <div className={styles.title}>
        {renaming ? <NameField name={dataset.name} onDone={rename} /> : <h2>{dataset.name}</h2>}
        <p className={styles.facts}>
          {dataset.format !== 'images' && `${dataset.format.toUpperCase()} · `}
          {samplesText(dataset)} · {dataset.files.join(', ')}
          {dataset.location.kind === 'reference' && ', left where it is'} · {bytes(dataset.bytes)} ·{' '}
          <time dateTime={dataset.createdAt}>{new Date(dataset.createdAt).toLocaleString()}</time>
        </p>
      </div>
      <Menu
        trigger={<Button kind="quiet" icon={<MoreHorizontal />} aria-label={`More about ${dataset.name}`} />}
        items={[
          { label: 'Rename', onSelect: () => setRenaming(true) },
          {
            label: 'Copy the fingerprint',
            note: 'SHA-256',
            onSelect: () => void copyFingerprint(dataset.fingerprint),
          },
          {
            label: 'Delete',
            danger: true,
            separated: true,
            onSelect: () => {
              void removeDataset(dataset);
              void navigate('/data');
            },
          },
        ]}
      />
      {grows && <AddFiles dataset={dataset} />}
      {dataset.format === 'images' && <EditPairs dataset={dataset} />}
      {trainable && (
        <Button
          kind="primary"
          icon={<Play />}
          onClick={() => {
            void proposeDraft(dataset);
            void navigate(`/configure/${dataset.fingerprint}`);
          }}
        >
          Train on this
        </Button>
      )}
    </header>
  );
}
