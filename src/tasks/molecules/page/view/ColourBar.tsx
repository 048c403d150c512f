/** What the colours of points mean: a strip with numbers and a unit. */
import styles from './ColourBar.module.css';
import { type ColourScale, colourAt, cssColour } from './colours';
import { barNumbers, rangeWords } from './words';

export interface ColourBarProps {
  title: string;
  unit: string;
  scale: ColourScale;
  dark: boolean;
}

export function ColourBar({ title, unit, scale, dark }: ColourBarProps) {
  const stops = barColours(scale, dark).map(
    (colour, index, all) => `${colour} ${(100 * index) / (all.length - 1)}%`,
  );
  return (
    <div className={styles.bar}>
      <div className={styles.title}>
        {title}, {unit}
      </div>
      <div
        className={styles.strip}
        style={{ background: `linear-gradient(to right, ${stops.join(', ')})` }}
        aria-hidden="true"
      />
      <div className={styles.numbers}>
        {barNumbers(scale).map((text) => (
          <span key={text} className="number">
            {text}
          </span>
        ))}
      </div>
      <div className={styles.range}>{rangeWords(scale, unit)}</div>
    </div>
  );
}

/** Along the bar, evenly, enough to draw it with straight mixtures between them. */
export function barColours({ diverging }: ColourScale, dark: boolean): string[] {
  return Array.from({ length: 25 }, (_, index) => cssColour(colourAt(diverging, index / 24, dark)));
}
