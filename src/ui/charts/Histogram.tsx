/** A distribution in equal bins, small enough for a table row. */
import styles from './Histogram.module.css';

/** Of a bin. */
const step = 6;
const height = 22;

export interface HistogramProps {
  /** How many values each bin holds. */
  bins: readonly number[];
  /** Read aloud. */
  label: string;
}

export function Histogram({ bins, label }: HistogramProps) {
  const most = Math.max(...bins);
  if (!(most > 0)) return null;
  return (
    <svg
      className={styles.histogram}
      width={bins.length * step}
      height={height}
      role="img"
      aria-label={label}
    >
      {bins.map((value, index) => {
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
