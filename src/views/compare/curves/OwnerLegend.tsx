/** The runs or groups that are drawn: a click on one isolates it, a second brings the others back. */
import { LineSwatch } from '../../../ui/charts/LineSwatch';
import styles from './Curves.module.css';
import type { Owner } from './lines';

export interface OwnerLegendProps {
  owners: readonly Owner[];
  isolated: string;
  onIsolate: (id: string) => void;
}

export function OwnerLegend({ owners, isolated, onIsolate }: OwnerLegendProps) {
  return (
    <ul className={styles.legend} aria-label="Lines">
      {owners.map(({ id, label, colour }) => (
        <li key={id}>
          <button
            type="button"
            className={styles.owner}
            aria-pressed={id === isolated}
            data-faint={(isolated !== '' && id !== isolated) || undefined}
            onClick={() => onIsolate(id === isolated ? '' : id)}
            title={id === isolated ? 'Show all again' : `Show ${label} alone`}
          >
            <LineSwatch colour={colour} />
            <span>{label}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
