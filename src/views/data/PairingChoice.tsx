/**
 * Asks whether images and masks are paired as they should be, before anything is read. What the names suggest needs one
 * click; each pair can be mended, and each row left out.
 */
import { useMemo, useState } from 'react';
import type { ImageContents } from '../../formats/imageFiles';
import {
  mendedPairs,
  type PairRow,
  pairingCounts,
  pairingTable,
  startPairing,
} from '../../formats/images/pairingEdit';
import type { ImagePair } from '../../protocol/datasets';
import { answerImportChoice } from '../../store/importing';
import { Button } from '../../ui/controls/Button';
import { Dialog } from '../../ui/controls/Dialog';
import { Pager } from '../../ui/controls/Pager';
import { Segments } from '../../ui/controls/Segments';
import { TextField } from '../../ui/controls/TextField';
import { count } from '../../ui/format/quantities';
import styles from './PairingChoice.module.css';
import { PairingRows } from './PairingRows';

export interface PairingChoiceProps {
  /** Of the folder or archive. */
  name: string;
  contents: ImageContents;
  /** How they were paired before, where that is edited. */
  earlier?: readonly ImagePair[] | undefined;
  /** Names of files of other kinds that are read as well. */
  others: readonly string[];
}

/** Rows of a page. */
const pageSize = 50;

export function PairingChoice({ name, contents, earlier, others }: PairingChoiceProps) {
  const [edit, setEdit] = useState(() => startPairing(contents, earlier));
  const [search, setSearch] = useState('');
  const [only, setOnly] = useState<'all' | 'problems'>('all');
  const [page, setPage] = useState(0);
  const table = useMemo(() => pairingTable(contents, edit), [contents, edit]);
  const counts = pairingCounts(table);
  const problems = table.rows.filter(isProblem);
  const wanted = search.trim().toLowerCase();
  const matching = (only === 'all' ? table.rows : problems).filter(
    ({ image, mask }) => wanted === '' || `${image ?? ''} ${mask ?? ''}`.toLowerCase().includes(wanted),
  );
  // Mending a row may empty the last page.
  const shownPage = Math.min(page, Math.max(0, Math.ceil(matching.length / pageSize) - 1));
  const noun = table.labelled ? 'pair' : 'image';
  return (
    <Dialog
      open
      wide
      onClose={() => answerImportChoice(null)}
      title={`Images in ${name}`}
      description={counts.map(({ text }) => text).join(' · ')}
      actions={
        <>
          {others.length > 0 && <p className={styles.others}>Also read: {others.join(', ')}</p>}
          <Button onClick={() => answerImportChoice(null)}>Cancel</Button>
          <Button
            kind="primary"
            // One key imports what the names suggest.
            autoFocus
            disabled={table.count === 0}
            onClick={() => answerImportChoice({ pairs: mendedPairs(contents, edit) })}
          >
            Import {count(table.count)} {table.count === 1 ? noun : `${noun}s`}
          </Button>
        </>
      }
    >
      <div className={styles.tools}>
        <TextField
          type="search"
          className={styles.search}
          value={search}
          onValue={(next) => {
            setSearch(next);
            setPage(0);
          }}
          placeholder="Find a picture"
          aria-label="Find a picture"
        />
        {(problems.length > 0 || only === 'problems') && (
          <Segments
            label="Rows to show"
            value={only}
            segments={[
              { value: 'all', label: `All ${count(table.rows.length)}` },
              { value: 'problems', label: `To look at ${count(problems.length)}` },
            ]}
            onValue={(next) => {
              setOnly(next);
              setPage(0);
            }}
          />
        )}
        <Pager label="pictures" page={shownPage} size={pageSize} total={matching.length} onPage={setPage} />
      </div>
      <PairingRows
        rows={matching.slice(shownPage * pageSize, (shownPage + 1) * pageSize)}
        set={name}
        contents={contents}
        edit={edit}
        onEdit={setEdit}
      />
      {table.labelled && matching.length > 0 && (
        <p className={styles.none}>
          A mask that belongs to another image is swapped: that image gets this one's mask.
        </p>
      )}
      {matching.length === 0 && (
        <p className={styles.none}>
          {wanted === '' ? 'Nothing is left to look at.' : `No picture is called "${search}".`}
        </p>
      )}
      {!table.labelled && (
        <p className={styles.none}>
          No masks were found: these images can be segmented by a trained model, but not trained on. Masks are
          found by their names, as images/x.png with masks/x.png, or x.png with x_mask.png.
        </p>
      )}
    </Dialog>
  );
}

function isProblem({ state }: PairRow): boolean {
  return state !== 'paired' && state !== 'image' && state !== 'left-out';
}
