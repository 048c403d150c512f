/** What is pointed at, beside it, with a ring around it. */
import type { View } from './camera';
import type { Spot } from './hits';
import styles from './StructureView.module.css';
import type { CardWords } from './words';

export interface SpotCardProps {
  spot: Spot;
  view: View;
  words: CardWords;
}

export function SpotCard({ spot, view, words }: SpotCardProps) {
  const ring = spot.radius + 3;
  // Towards the middle, where there is room.
  const across =
    spot.x < view.width / 2
      ? { left: Math.max(8, spot.x + ring + 6) }
      : { right: Math.max(8, view.width - spot.x + ring + 6) };
  const upright =
    spot.y < view.height / 2
      ? { top: Math.max(8, spot.y - 12) }
      : { bottom: Math.max(8, view.height - spot.y - 12) };
  return (
    <>
      <span
        className={styles.ring}
        style={{ left: spot.x - ring, top: spot.y - ring, width: 2 * ring, height: 2 * ring }}
        aria-hidden="true"
      />
      <div className={styles.card} style={{ ...across, ...upright }} aria-hidden="true">
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
