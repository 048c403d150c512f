/** Above the table: what groups the runs, which columns there are, what is archived, and the file of what is shown. */
import { Columns3, Download } from 'lucide-react';
import type { TableColumn } from '../../runs/table/columns';
import { type SpreadName, spreads } from '../../runs/table/view';
import { Button } from '../../ui/controls/Button';
import { Checkbox } from '../../ui/controls/Checkbox';
import { Select } from '../../ui/controls/Select';
import { count } from '../../ui/format/quantities';
import styles from './RunsPlace.module.css';

const spreadTitles: Record<SpreadName, string> = {
  sd: 'mean ± SD',
  se: 'mean ± SE',
  range: 'min to max',
  mean: 'mean',
};

export interface TableToolsProps {
  /** What runs can be grouped by. */
  groups: readonly TableColumn[];
  by: TableColumn | null;
  onGroup: (key: string | null) => void;
  spread: SpreadName;
  onSpread: (spread: SpreadName) => void;
  /** Whether all groups are unfolded. */
  unfolded: boolean;
  onUnfold: (unfolded: boolean) => void;
  /** How many runs there are in the archive. */
  archived: number;
  showsArchived: boolean;
  onArchived: (shown: boolean) => void;
  onColumns: () => void;
  onCsv: () => void;
}

export function TableTools(props: TableToolsProps) {
  const { groups, by, onGroup, spread, onSpread, unfolded, onUnfold } = props;
  const { archived, showsArchived, onArchived, onColumns, onCsv } = props;
  return (
    <div className={styles.tools}>
      <Select
        aria-label="Group runs by"
        className={styles.group}
        value={by?.key ?? ''}
        options={[
          { value: '', label: 'Not grouped' },
          ...groups.map(({ key, title }) => ({ value: key, label: `By ${title}` })),
        ]}
        onValue={(key) => onGroup(key || null)}
      />
      {by && (
        <>
          <Select
            aria-label="Metrics of a group"
            className={styles.spread}
            value={spread}
            options={spreads.map((value) => ({ value, label: spreadTitles[value] }))}
            onValue={(value) => onSpread(spreads.find((name) => name === value) ?? 'sd')}
          />
          <Button onClick={() => onUnfold(!unfolded)}>{unfolded ? 'Fold all' : 'Unfold all'}</Button>
        </>
      )}
      <Button icon={<Columns3 />} onClick={onColumns}>
        Columns
      </Button>
      <Button icon={<Download />} onClick={onCsv}>
        CSV
      </Button>
      {(archived > 0 || showsArchived) && (
        <Checkbox checked={showsArchived} onValue={onArchived}>
          Show {count(archived)} archived
        </Checkbox>
      )}
    </div>
  );
}
