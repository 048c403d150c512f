/** What the colours of pictures mean: a swatch and a word for each. */
import styles from './ColourLegend.module.css';
import { classColour, cssColour, type Rgb } from './colours';

export interface ColourMeaning {
  name: string;
  colour: Rgb;
}

export function ColourLegend({ label, meanings }: { label: string; meanings: readonly ColourMeaning[] }) {
  return (
    <ul className={styles.legend} aria-label={label}>
      {meanings.map(({ name, colour }) => (
        <li key={name}>
          <Swatch colour={colour} />
          {name}
        </li>
      ))}
    </ul>
  );
}

/** For reading with the eyes: the word stands beside it. */
export function Swatch({ colour }: { colour: Rgb }) {
  return <span className={styles.swatch} style={{ background: cssColour(colour) }} aria-hidden="true" />;
}

/** The classes of masks with their colours; the background, which has none, is left out. */
export function ClassLegend({ classes }: { classes: readonly string[] }) {
  const meanings = classes.slice(1).map((name, index) => ({ name, colour: classColour(index + 1) }));
  return <ColourLegend label="Classes" meanings={meanings} />;
}
