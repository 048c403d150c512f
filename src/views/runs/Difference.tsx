/** How far a value is from that of the baseline: its sign, and better or worse by shape, colour and word. */
import type { TableColumn } from '../../runs/table/columns';
import { significant } from '../../ui/format/quantities';
import styles from './RunsTable.module.css';

export interface DifferenceProps {
  value: number;
  baseline: number;
  better: TableColumn['better'];
}

export function Difference({ value, baseline, better }: DifferenceProps) {
  const difference = value - baseline;
  const sign = difference > 0 ? '+' : difference < 0 ? '−' : '±';
  const isBetter = better !== null && difference !== 0 && difference > 0 === (better === 'max');
  const tone = better === null || difference === 0 ? 'same' : isBetter ? 'better' : 'worse';
  return (
    <span className={styles.difference} data-tone={tone}>
      {sign}
      {significant(Math.abs(difference), 3)}
      {tone !== 'same' && (
        <>
          <span aria-hidden="true">{isBetter ? ' ▲' : ' ▽'}</span>
          <span className="only-read"> {tone} than the baseline</span>
        </>
      )}
    </span>
  );
}
