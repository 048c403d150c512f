/** The distribution of a column in twenty bins, small enough for a table row. */
import type { ColumnStatistics } from '../../protocol/datasets';
import { significant } from '../format/quantities';
import styles from './Histogram.module.css';

const width = 120;
const height = 22;

export function Histogram({
  statistics: { name, histogram, min, max, sampled },
}: {
  statistics: ColumnStatistics;
}) {
  const most = Math.max(...histogram);
  if (!(most > 0)) return null;
  const step = width / histogram.length;
  return (
    <svg
      className={styles.histogram}
      width={width}
      height={height}
      role="img"
      aria-label={`${sampled === null ? '' : 'Approximate '}${sampled === null ? 'Distribution' : 'distribution'} of ${name}${min === null ? '' : ` from ${significant(min)} to ${significant(max)}`}`}
    >
      {histogram.map((value, index) => {
        // A bin that holds anything is at least a hairline high.
        const tall = value === 0 ? 0 : Math.max(1, (value / most) * (height - 1));
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a bin is its place.
          <rect key={index} x={index * step} y={height - tall} width={step - 1} height={tall} />
        );
      })}
    </svg>
  );
}
