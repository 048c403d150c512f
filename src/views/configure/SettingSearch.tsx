/** The search over all settings, how many it finds, and the button that opens every section. `/` leads here. */
import { ChevronsDownUp, ChevronsUpDown } from 'lucide-react';
import type { RefObject } from 'react';
import { useShortcuts } from '../../ui/charts/useShortcuts';
import { Button } from '../../ui/controls/Button';
import { TextField } from '../../ui/controls/TextField';
import styles from './SettingSearch.module.css';

export interface SettingSearchProps {
  field: RefObject<HTMLInputElement | null>;
  typed: string;
  onTyped: (typed: string) => void;
  /** Settings that are found; null while nothing is searched for. */
  found: number | null;
  of: number;
  allOpen: boolean;
  onAllOpen: (open: boolean) => void;
}

export function SettingSearch({ field, typed, onTyped, found, of, allOpen, onAllOpen }: SettingSearchProps) {
  useShortcuts({ '/': () => field.current?.focus() });
  return (
    <div className={styles.bar}>
      <div className={styles.search} data-empty={typed === '' || undefined}>
        <TextField
          ref={field}
          type="search"
          value={typed}
          onValue={onTyped}
          placeholder="Find a setting: lr, beta1, clip"
          aria-label="Find a setting"
          aria-keyshortcuts="/"
        />
      </div>
      <p className={styles.count} role="status">
        {found === null ? `${of} settings` : `${found} of ${of} settings`}
      </p>
      <Button
        kind="quiet"
        icon={allOpen ? <ChevronsDownUp /> : <ChevronsUpDown />}
        disabled={found !== null}
        onClick={() => onAllOpen(!allOpen)}
      >
        {allOpen ? 'Close all' : 'Open all'}
      </Button>
    </div>
  );
}
