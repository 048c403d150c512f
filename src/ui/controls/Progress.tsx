/** How far something is. Without a total it says that it works, not how far. */
import styles from './Progress.module.css';

export interface ProgressProps {
  label: string;
  /** 0 to 1; null when nobody knows. */
  value: number | null;
  /** What a screen reader says instead of the percentage. */
  text?: string;
  tone?: 'accent' | 'good' | 'warn' | 'bad';
}

export function Progress({ label, value, text, tone = 'accent' }: ProgressProps) {
  const percent = value === null ? undefined : Math.round(Math.min(1, Math.max(0, value)) * 1000) / 10;
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
      aria-valuetext={text}
      className={styles.track}
      data-tone={tone}
    >
      <div
        className={percent === undefined ? styles.unknown : styles.bar}
        style={percent === undefined ? undefined : { transform: `scaleX(${percent / 100})` }}
      />
    </div>
  );
}
