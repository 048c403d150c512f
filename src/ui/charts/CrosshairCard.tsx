/** What the crosshair reads: one line a curve, at the side of the hairline where there is room. */

import type { Curve } from './curve';
import styles from './LineChart.module.css';
import { LineSwatch } from './LineSwatch';

export interface CrosshairCardProps {
  title: string;
  values: readonly (Pick<Curve, 'id' | 'label' | 'colour' | 'dashed' | 'dash'> & { text: string })[];
  /** Values that are not listed. */
  more?: number;
  /** Pixels from the chart's left edge to the hairline. */
  left: number;
  /** At the left of the hairline instead of the right. */
  flipped: boolean;
}

/** Lines of the card; more curves take another column. */
const rows = 16;

export function CrosshairCard({ title, values, more = 0, left, flipped }: CrosshairCardProps) {
  return (
    <div className={styles.card} style={{ left }} data-flipped={flipped || undefined} aria-hidden="true">
      <div className={styles.cardTitle}>{title}</div>
      <div className={styles.cardRows} style={{ columnCount: Math.ceil(values.length / rows) }}>
        {values.map(({ id, label, colour, dashed, dash, text }) => (
          <div key={id} className={styles.cardRow}>
            <LineSwatch colour={colour} dashed={dashed} dash={dash} />
            <span>{label}</span>
            <span className="number">{text}</span>
          </div>
        ))}
      </div>
      {more > 0 && <div className={styles.cardMore}>and {more} more</div>}
    </div>
  );
}
