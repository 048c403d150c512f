/** What is pointed at, in a corner that the picture seldom fills, and a ring around it. */
import type { Spot } from './hits';
import styles from './StructureView.module.css';
import type { CardWords } from './words';

export interface SpotCardProps {
  spot: Spot;
  words: CardWords;
}

/** CSS pixels of the upper left corner, where the card is unless the spot is there. */
const cardRoom = { width: 300, height: 96 };

export function SpotCard({ spot, words }: SpotCardProps) {
  const ring = spot.radius + 3;
  const hidden = spot.x - ring < cardRoom.width && spot.y - ring < cardRoom.height;
  return (
    <>
      <span
        className={styles.ring}
        style={{ left: spot.x - ring, top: spot.y - ring, width: 2 * ring, height: 2 * ring }}
        aria-hidden="true"
      />
      <div className={styles.card} data-low={hidden || undefined} aria-hidden="true">
        <strong>{words.title}</strong>
        <dl>
          {words.lines.map(({ name, value }) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd className="number">{value}</dd>
            </div>
          ))}
        </dl>
      </div>
    </>
  );
}
