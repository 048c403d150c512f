/**
 * Segmented images, the worst or the best first: a slider moves the threshold and recolours all of them at once. Only
 * the pixels cross from the worker; what a threshold makes of them is computed here.
 */
import { type ReactNode, useDeferredValue, useMemo, useState } from 'react';
import { Button } from '../../../ui/controls/Button';
import { Panel } from '../../../ui/controls/Panel';
import { Segments } from '../../../ui/controls/Segments';
import type { Picture } from '../pictures';
import { ColourLegend, type ColourMeaning } from './ColourLegend';
import { classColour, errorColours } from './colours';
import { outputsOf } from './overlap';
import { PictureRow } from './PictureRow';
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
            <ColourLegend label="Colours" meanings={meaningsOf(binary, classes)} />
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

/** @param classes names of the foreground classes. */
function meaningsOf(binary: boolean, classes: readonly string[]): ColourMeaning[] {
  const errors = [
    { name: 'found (true positive)', colour: errorColours.hit },
    { name: 'false alarm (false positive)', colour: errorColours.falseAlarm },
    { name: 'missed (false negative)', colour: errorColours.miss },
  ];
  if (binary) return errors;
  return [
    ...classes.map((name, index) => ({ name, colour: classColour(index + 1) })),
    ...errors,
    { name: 'taken for another class', colour: errorColours.mixedUp },
  ];
}
