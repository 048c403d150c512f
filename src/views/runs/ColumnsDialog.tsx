/** Which columns the table has, and in which order, out of everything that any run has. */
import { ArrowDown, ArrowUp } from 'lucide-react';
import { useState } from 'react';
import { nameKey, type TableColumn } from '../../runs/table/columns';
import { Button } from '../../ui/controls/Button';
import { Checkbox } from '../../ui/controls/Checkbox';
import { Dialog } from '../../ui/controls/Dialog';
import { IconButton } from '../../ui/controls/IconButton';
import { Name } from '../../ui/controls/Name';
import { TextField } from '../../ui/controls/TextField';
import styles from './ColumnsDialog.module.css';
import { movedColumn } from './columnMoves';

/** More are found by searching. */
const mostListed = 60;

const kinds = { field: 'field', metric: 'metric', setting: 'setting' } as const;

export interface ColumnsDialogProps {
  shown: readonly TableColumn[];
  offered: readonly TableColumn[];
  onColumns: (keys: string[]) => void;
  /** All columns as they begin. */
  onReset: () => void;
  onClose: () => void;
}

export function ColumnsDialog({ shown, offered, onColumns, onReset, onClose }: ColumnsDialogProps) {
  const [search, setSearch] = useState('');
  const keys = shown.map(({ key }) => key);
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const found = offered.filter(
    ({ key, title, kind }) =>
      !keys.includes(key) && words.every((word) => `${key} ${title} ${kind}`.toLowerCase().includes(word)),
  );
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title="Columns"
      description="Fields, metrics and settings of all runs. The choice stays for the next visit."
      actions={
        <>
          <Button onClick={onReset}>As they were at first</Button>
          <Button kind="primary" onClick={onClose}>
            Done
          </Button>
        </>
      }
    >
      <div className={styles.sides}>
        <section aria-label="More columns">
          <TextField
            type="search"
            aria-label="Search columns"
            placeholder="Search, for example learning rate"
            value={search}
            onValue={setSearch}
          />
          <ul className={styles.list}>
            {found.slice(0, mostListed).map(({ key, title, kind }) => (
              <li key={key} className={styles.item}>
                <Checkbox checked={false} label={`Show ${title}`} onValue={() => onColumns([...keys, key])}>
                  <Name of={title} />
                </Checkbox>
                <span className={styles.kind}>{kinds[kind]}</span>
              </li>
            ))}
          </ul>
          <p className={styles.kind} role="status">
            {found.length === 0
              ? 'No other column fits.'
              : found.length > mostListed
                ? `${found.length - mostListed} more: search for them.`
                : ''}
          </p>
        </section>
        <section aria-label="Shown columns">
          <h3 className={styles.title}>Shown, in this order</h3>
          <ol className={styles.list}>
            {shown.map(({ key, title }, i) => (
              <li key={key} className={styles.item}>
                {key === nameKey ? (
                  <span className={styles.fixed}>{title}</span>
                ) : (
                  <Checkbox
                    checked
                    label={`Show ${title}`}
                    onValue={() => onColumns(keys.filter((other) => other !== key))}
                  >
                    <Name of={title} />
                  </Checkbox>
                )}
                {key !== nameKey && (
                  <span className={styles.moves}>
                    {i > 1 && (
                      <IconButton
                        label={`Move ${title} up`}
                        icon={<ArrowUp />}
                        onClick={() => onColumns(movedColumn(keys, key, { by: -1 }))}
                      />
                    )}
                    {i < shown.length - 1 && (
                      <IconButton
                        label={`Move ${title} down`}
                        icon={<ArrowDown />}
                        onClick={() => onColumns(movedColumn(keys, key, { by: 1 }))}
                      />
                    )}
                  </span>
                )}
              </li>
            ))}
          </ol>
        </section>
      </div>
    </Dialog>
  );
}
