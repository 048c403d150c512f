/** A name out of somebody's data or of a run: it runs in its own direction, and a long one is cut, with the whole on hover. */
import styles from './Name.module.css';

/** Longer ones may be cut, wherever they stand. */
const SHORT = 24;

export function Name({ of: name }: { of: string }) {
  return (
    <bdi className={styles.name} title={name.length > SHORT ? name : undefined}>
      {name}
    </bdi>
  );
}
