/** Every analysed image with its scores, the worst first; a click on a heading orders by it. */
import { memo, useMemo, useState } from 'react';
import table from '../../../ui/controls/ResultTable.module.css';
import { SortableHeading } from '../../../ui/controls/SortableHeading';
import { tableNumber } from '../../../ui/format/quantities';
import type { SegmentedImageScores } from '../analysis/imageAnalysis';
import styles from './ImageTable.module.css';
import { type ImageColumn, type ImageOrder, imageColumns, sortImages } from './imageOrder';

export const ImageTable = memo(function ImageTable({ images }: { images: readonly SegmentedImageScores[] }) {
  const [order, setOrder] = useState<ImageOrder>({ column: 'dice', descending: false });
  const sorted = useMemo(() => sortImages(images, order), [images, order]);
  return (
    <section
      className={styles.scroller}
      aria-label="Scores of each image"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
      tabIndex={0}
    >
      <table className={table.table}>
        <thead>
          <tr>
            {imageColumns.map(({ column, title }) => (
              <SortableHeading
                key={column}
                title={title}
                order={order.column === column ? (order.descending ? 'descending' : 'ascending') : null}
                onOrder={(next) => setOrder({ column, descending: next === 'descending' })}
              />
            ))}
          </tr>
        </thead>
        <tbody>
          {sorted.map((image) => (
            <tr key={image.row}>
              <th scope="row" title={image.name}>
                {image.name}
              </th>
              {imageColumns.slice(1).map(({ column }) => (
                <td key={column} className="number">
                  {cellText(column, image)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
});

function cellText(column: ImageColumn, image: SegmentedImageScores): string {
  const value = image[column];
  if (typeof value === 'string') return value;
  const isShare = column === 'foreground' || column === 'predictedForeground';
  return isShare ? (Number(value) * 100).toFixed(2) : tableNumber(value);
}
