/**
 * Segmented images, the worst or the best first: a slider moves the threshold and recolours all of them at once. Only
 * the pixels cross from the worker; what a threshold makes of them is computed here.
 */
import { type ReactNode, useDeferredValue, useMemo, useState } from 'react';
import type { Picture } from '../../protocol/pictures';
import { Button } from '../controls/Button';
import { Panel } from '../controls/Panel';
import { Segments } from '../controls/Segments';
import { classColour, cssColour } from './colours';
import { outputsOf } from './overlap';
import { PictureRow, Swatch } from './PictureRow';
import styles from './Pictures.module.css';
import { ThresholdSlider } from './ThresholdSlider';

/** Rows before the reader asks for all. */
const first = 3;

export interface PictureGalleryProps {
  title: ReactNode;
  /** The worst first. */
  pictures: readonly Picture[];
  /** Names of the foreground classes, where there are several. */
  classes: readonly string[];
  threshold: number;
  onThreshold: (threshold: number) => void;
  /** Says what will appear and when, while there is nothing to show. */
  empty: ReactNode;
}

export function PictureGallery(props: PictureGalleryProps) {
  const { title, pictures, classes, threshold, onThreshold, empty } = props;
  const [order, setOrder] = useState<'worst' | 'best'>('worst');
  const [all, setAll] = useState(false);
  // The slider stays with the hand; pictures follow as fast as they are painted.
  const painted = useDeferredValue(threshold);
  const ordered = useMemo(() => (order === 'worst' ? pictures : pictures.toReversed()), [pictures, order]);
  const shown = all ? ordered : ordered.slice(0, first);
  const binary = pictures[0] === undefined || outputsOf(pictures[0]) === 1;
  return (
    <Panel
      title={title}
      aside={
        <div className={styles.tools}>
          <Segments
            label="Order of the images"
            value={order}
            segments={[
              { value: 'worst', label: 'Worst first' },
              { value: 'best', label: 'Best first' },
            ]}
            onValue={setOrder}
          />
          {binary && <ThresholdSlider value={threshold} onValue={onThreshold} />}
        </div>
      }
    >
      <div className={styles.gallery}>
        {pictures.length === 0 ? (
          <p className={styles.empty}>{empty}</p>
        ) : (
          <>
            <Legend binary={binary} classes={classes} />
            <div className={styles.heads} aria-hidden="true">
              <span />
              <span>input</span>
              <span>truth</span>
              <span>prediction</span>
              <span>error</span>
            </div>
            <ul className={styles.rows}>
              {shown.map((picture) => (
                <PictureRow key={picture.row} picture={picture} threshold={painted} />
              ))}
            </ul>
            {ordered.length > first && (
              <Button aria-expanded={all} onClick={() => setAll(!all)}>
                {all ? `Show ${first} images` : `Show all ${ordered.length} images`}
              </Button>
            )}
          </>
        )}
      </div>
    </Panel>
  );
}

function Legend({ binary, classes }: { binary: boolean; classes: readonly string[] }) {
  return (
    <ul className={styles.legend} aria-label="Colours">
      {!binary &&
        classes.map((name, i) => (
          <li key={name}>
            <span className={styles.swatch} style={{ background: cssColour(classColour(i + 1)) }} />
            {name}
          </li>
        ))}
      <li>
        <Swatch kind="hit" />
        found (true positive)
      </li>
      <li>
        <Swatch kind="falseAlarm" />
        false alarm (false positive)
      </li>
      <li>
        <Swatch kind="miss" />
        missed (false negative)
      </li>
      {!binary && (
        <li>
          <Swatch kind="mixedUp" />
          taken for another class
        </li>
      )}
    </ul>
  );
}
