/** A bar of known length in the corner of the picture. */
import styles from './StructureView.module.css';
import { scaleBar } from './scaleBar';

export function ScaleBarMark({ pixelsPerAngstrom }: { pixelsPerAngstrom: number }) {
  const { pixels, label } = scaleBar(pixelsPerAngstrom);
  return (
    <div className={styles.scale} style={{ width: pixels }} aria-hidden="true">
      {label}
    </div>
  );
}
