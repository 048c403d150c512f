/** One image of a dataset, large, with the way to its neighbours. */

import tools from '../../../ui/charts/ChartTools.module.css';
import { Dialog } from '../../../ui/controls/Dialog';
import { Notice } from '../../../ui/controls/Notice';
import { Pager } from '../../../ui/controls/Pager';
import type { ImageChoice } from '../data/imageRoles';
import styles from './ImagesPanel.module.css';
import { OverlaidImage } from './OverlaidImage';
import { type Overlay, OverlayTools } from './OverlayTools';
import { usePictures } from './usePictures';

export interface ImageCloseUpProps {
  fingerprint: string;
  choice: ImageChoice;
  row: number;
  /** Images in the dataset. */
  total: number;
  /** null without masks. */
  overlay: Overlay | null;
  onOverlay: (overlay: Overlay) => void;
  /** null closes it. */
  onRow: (row: number | null) => void;
}

/** Longest side of the picture, pixels. */
const side = 1024;

export function ImageCloseUp({
  fingerprint,
  choice,
  row,
  total,
  overlay,
  onOverlay,
  onRow,
}: ImageCloseUpProps) {
  const { previews, error, tryAgain } = usePictures(fingerprint, choice, { first: row, count: 1 }, side);
  const picture = previews?.pictures[0];
  return (
    <Dialog
      open
      wide
      onClose={() => onRow(null)}
      title={picture?.name ?? `Image ${row + 1}`}
      description={picture && `${picture.imageWidth} × ${picture.imageHeight} pixels`}
    >
      <div className={tools.tools}>
        {overlay && <OverlayTools overlay={overlay} onOverlay={onOverlay} />}
        <Pager label="image" page={row} size={1} total={total} onPage={onRow} />
      </div>
      {error && (
        <Notice
          tone="warn"
          title="This image cannot be shown"
          error={error}
          action={{ label: 'Try again', run: tryAgain }}
        />
      )}
      {picture && (
        <div
          className={styles.large}
          style={{
            '--overlay': overlay?.shown ? overlay.opacity : 0,
            '--aspect': picture.width / picture.height,
          }}
        >
          <OverlaidImage
            label={picture.name}
            height={picture.height}
            width={picture.width}
            input={picture.input}
            labels={picture.truth}
            overlay="areas"
          />
        </div>
      )}
    </Dialog>
  );
}
