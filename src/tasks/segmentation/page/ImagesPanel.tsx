/** The images of a dataset with their masks over them, a page at a time; only what is looked at is read. */
import { useState } from 'react';
import type { DatasetRecord } from '../../../protocol/datasets';
import tools from '../../../ui/charts/ChartTools.module.css';
import { Notice } from '../../../ui/controls/Notice';
import { Pager } from '../../../ui/controls/Pager';
import { Panel } from '../../../ui/controls/Panel';
import { countImages, imageArraysOf } from '../imageData';
import type { ImagePreview } from '../pictures';
import { ClassLegend } from './ColourLegend';
import { ImageArrays } from './ImageArrays';
import { ImageCloseUp } from './ImageCloseUp';
import styles from './ImagesPanel.module.css';
import { OverlaidImage } from './OverlaidImage';
import { type Overlay, OverlayTools } from './OverlayTools';
import { useImageChoice, usePictures } from './usePictures';

/** Pictures of a page, and their longest side in pixels. */
const pageSize = 24;
const side = 256;

export function ImagesPanel({ dataset }: { dataset: DatasetRecord }) {
  const choice = useImageChoice(dataset.fingerprint);
  const [page, setPage] = useState(0);
  const [overlay, setOverlay] = useState<Overlay>({ shown: true, opacity: 0.5 });
  const [closeUp, setCloseUp] = useState<number | null>(null);
  const total = imageArraysOf(dataset, choice).images ? countImages(dataset, choice) : 0;
  const first = page * pageSize;
  const count = Math.max(0, Math.min(pageSize, total - first));
  const { previews, error, tryAgain } = usePictures(dataset.fingerprint, choice, { first, count }, side);
  const classes = previews?.classes ?? null;
  return (
    <Panel
      title="Images"
      aside={
        <div className={tools.tools}>
          {classes && <OverlayTools overlay={overlay} onOverlay={setOverlay} />}
          <Pager label="images" page={page} size={pageSize} total={total} onPage={setPage} />
        </div>
      }
    >
      {dataset.format !== 'images' && <ImageArrays dataset={dataset} choice={choice} />}
      {error && (
        <Notice
          tone="warn"
          title="These images cannot be shown"
          error={error}
          action={{ label: 'Try again', run: tryAgain }}
        />
      )}
      {previews?.problem && <Notice tone="warn" title="The masks cannot be used" error={previews.problem} />}
      {classes && <ClassLegend classes={classes} />}
      <ul className={styles.grid} style={{ '--overlay': overlay.shown ? overlay.opacity : 0 }}>
        {previews
          ? previews.pictures.map((picture) => (
              <li key={picture.row}>
                <button type="button" className={styles.image} onClick={() => setCloseUp(picture.row)}>
                  <OverlaidImage
                    label={picture.name}
                    height={picture.height}
                    width={picture.width}
                    input={picture.input}
                    labels={picture.truth}
                    overlay="areas"
                  />
                  <span className={styles.name}>{picture.name}</span>
                  <span className={styles.facts}>{factsOf(picture)}</span>
                </button>
              </li>
            ))
          : Array.from({ length: error ? 0 : count }, (_, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: an empty frame is its place.
              <li key={index} className={styles.frame} />
            ))}
      </ul>
      {closeUp !== null && (
        <ImageCloseUp
          fingerprint={dataset.fingerprint}
          choice={choice}
          row={closeUp}
          total={total}
          overlay={classes && overlay}
          onOverlay={setOverlay}
          onRow={setCloseUp}
        />
      )}
    </Panel>
  );
}

/** "256 × 256 · 12.3 % marked", broken at the dot only. */
function factsOf({ imageHeight, imageWidth, foreground }: ImagePreview): string {
  const size = unbroken(`${imageWidth} × ${imageHeight}`);
  if (foreground === null) return size;
  const marked = foreground === 0 ? 'nothing marked' : `${(foreground * 100).toFixed(1)} % marked`;
  return `${size} · ${unbroken(marked)}`;
}

function unbroken(text: string): string {
  return text.replaceAll(' ', '\u00a0');
}
