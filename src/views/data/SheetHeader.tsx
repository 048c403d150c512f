/** Name, origin and size of a dataset; train on it, rename it, delete it. */
import { MoreHorizontal, Play } from 'lucide-react';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import type { DatasetRecord } from '../../protocol/datasets';
import { removeDataset, renameDataset } from '../../store/datasets';
import { openDraft } from '../../store/drafting';
import { Button } from '../controls/Button';
import { Menu } from '../controls/Menu';
import { TextField } from '../controls/TextField';
import { bytes } from '../format/quantities';
import styles from './SheetHeader.module.css';

export function SheetHeader({ dataset }: { dataset: DatasetRecord }) {
  const navigate = useNavigate();
  const [name, setName] = useState<string | null>(null);
  const finish = () => {
    if (name?.trim()) void renameDataset(dataset.fingerprint, name.trim());
    setName(null);
  };
  return (
    <header className={styles.header}>
      <div className={styles.title}>
        {name === null ? (
          <h2>{dataset.name}</h2>
        ) : (
          <TextField
            aria-label="Name of the dataset"
            autoFocus
            value={name}
            onValue={setName}
            onBlur={finish}
            onKeyDown={(event) => {
              if (event.key === 'Enter') finish();
              if (event.key === 'Escape') setName(null);
            }}
          />
        )}
        <p className={styles.facts}>
          {dataset.format.toUpperCase()} · {dataset.files.join(', ')} · {bytes(dataset.bytes)} ·{' '}
          <time dateTime={dataset.createdAt}>{new Date(dataset.createdAt).toLocaleString()}</time> ·{' '}
          <abbr className={styles.fingerprint} title={`SHA-256 ${dataset.fingerprint}`}>
            {dataset.fingerprint.slice(0, 8)}
          </abbr>
        </p>
      </div>
      <Menu
        trigger={<Button kind="quiet" icon={<MoreHorizontal />} aria-label={`More about ${dataset.name}`} />}
        items={[
          { label: 'Rename', onSelect: () => setName(dataset.name) },
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
      <Button
        kind="primary"
        icon={<Play />}
        onClick={() => {
          openDraft(dataset);
          void navigate(`/configure/${dataset.fingerprint}`);
        }}
      >
        Train on this
      </Button>
    </header>
  );
}
