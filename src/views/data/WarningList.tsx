/** What is remarkable about the data; long lists are folded. */
import { useState } from 'react';
import type { DatasetWarning } from '../../protocol/datasets';
import { Button } from '../../ui/controls/Button';
import { Notice } from '../../ui/controls/Notice';
import { Prose } from '../../ui/controls/Prose';
import styles from './WarningList.module.css';

/** Remarks shown before the list is unfolded. */
const few = 3;

export function WarningList({ warnings }: { warnings: readonly DatasetWarning[] }) {
  const [all, setAll] = useState(false);
  if (warnings.length === 0) return null;
  const shown = all ? warnings : warnings.slice(0, few);
  return (
    <Notice tone="warn" title={warnings.length === 1 ? 'One warning' : `${warnings.length} warnings`}>
      <ul className={styles.list}>
        {shown.map(({ code, message }) => (
          <li key={`${code}${message}`}>
            <Prose text={message} />
          </li>
        ))}
      </ul>
      {warnings.length > few && (
        <Button kind="quiet" onClick={() => setAll(!all)}>
          {all ? 'Show fewer' : `Show all ${warnings.length}`}
        </Button>
      )}
    </Notice>
  );
}
