/** The classes of masks with their colours; the background, which has none, is left out. */
import styles from './ClassLegend.module.css';
import { classColour, cssColour } from './colours';

export function ClassLegend({ classes }: { classes: readonly string[] }) {
  return (
    <ul className={styles.legend} aria-label="Classes">
      {classes.slice(1).map((name, index) => (
        <li key={name}>
          <span
            className={styles.swatch}
            style={{ background: cssColour(classColour(index + 1)) }}
            aria-hidden="true"
          />
          {name}
        </li>
      ))}
    </ul>
  );
}
