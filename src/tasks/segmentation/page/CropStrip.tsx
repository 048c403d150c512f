/** What the model will see: crops of a few images, changed by chance as the augmentation says. */
import { Shuffle } from 'lucide-react';
import { useMemo, useState } from 'react';
import tools from '../../../ui/charts/ChartTools.module.css';
import { Button } from '../../../ui/controls/Button';
import { Notice } from '../../../ui/controls/Notice';
import { Select } from '../../../ui/controls/Select';
import type { DraftProps } from '../../page';
import { countImages, imageArraysOf, imageNamesOf } from '../imageData';
import { ClassLegend } from './ColourLegend';
import styles from './CropStrip.module.css';
import { OverlaidImage } from './OverlaidImage';
import { useCropPreviews } from './useCropPreviews';
import { useImageChoice } from './usePictures';

/** Crops that are shown. */
const shown = 8;

/** Images that can be chosen by name. */
const listed = 200;

const several = 'several';

export function CropStrip({ draft, dataset }: DraftProps) {
  const choice = useImageChoice(dataset.fingerprint);
  const [of, setOf] = useState(several);
  const [seed, setSeed] = useState(1);
  const images = imageArraysOf(dataset, choice).images;
  const count = images ? countImages(dataset, choice) : 0;
  const rows = useMemo(() => rowsOf(of, count), [of, count]);
  const { previews, error } = useCropPreviews(draft, rows, seed);
  const names = imageNamesOf(dataset, count);
  if (count === 0) return null;
  return (
    <section className={styles.preview} aria-label="What the model will see">
      <header className={styles.head}>
        <h3>What the model will see</h3>
        <div className={tools.tools}>
          <Select
            aria-label="Images to crop"
            className={styles.images}
            value={of}
            options={[
              { value: several, label: 'Several images' },
              ...Array.from({ length: Math.min(listed, count) }, (_, row) => ({
                value: String(row),
                label: names?.[row] ?? `image ${row + 1}`,
              })),
            ]}
            onValue={setOf}
          />
          <Button kind="quiet" icon={<Shuffle />} onClick={() => setSeed(seed + 1)}>
            Draw again
          </Button>
        </div>
      </header>
      {error && <Notice tone="bad" title="The crops cannot be drawn" error={error} />}
      <ul className={styles.strip} aria-live="polite" aria-busy={!previews && !error}>
        {previews
          ? previews.crops.map(({ row, name, input, truth }, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a crop is its place in the draw.
              <li key={index}>
                <OverlaidImage
                  label={`crop of ${name}`}
                  height={previews.height}
                  width={previews.width}
                  input={input}
                  labels={truth}
                  overlay="outlines"
                />
                <span className={styles.name} title={`row ${row}`}>
                  {name}
                </span>
              </li>
            ))
          : Array.from({ length: error ? 0 : shown }, (_, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: an empty frame is its place.
              <li key={index} className={styles.frame} />
            ))}
      </ul>
      {previews && (
        <div className={styles.foot}>
          {previews.classes && <ClassLegend classes={previews.classes} />}
          <span>
            {previews.width} × {previews.height} pixels, masks outlined
          </span>
        </div>
      )}
    </section>
  );
}

/** One image again and again, or images evenly spread over all. */
function rowsOf(of: string, count: number): number[] {
  if (of !== several) return new Array<number>(shown).fill(Number(of));
  return Array.from({ length: shown }, (_, index) => Math.floor((index * count) / shown));
}
