/** The table of segmented images: its columns, its order, and the file of it. Pure. */
import { csvText } from '../../../formats/csv/write';
import type { SegmentedImageScores } from '../analysis/imageAnalysis';

export type ImageColumn = keyof SegmentedImageScores;

export interface ImageOrder {
  column: ImageColumn;
  descending: boolean;
}

/** In their order; units in the headings. */
export const imageColumns: readonly { column: ImageColumn; title: string }[] = [
  { column: 'name', title: 'Image' },
  { column: 'dice', title: 'Dice' },
  { column: 'iou', title: 'IoU' },
  { column: 'sensitivity', title: 'Sensitivity' },
  { column: 'specificity', title: 'Specificity' },
  { column: 'precision', title: 'Precision' },
  { column: 'hd95', title: 'HD95 (px)' },
  { column: 'foreground', title: 'Foreground (%)' },
  { column: 'predictedForeground', title: 'Predicted (%)' },
];

/** Images without a value come last in either direction; equal ones keep their order. */
export function sortImages(
  images: readonly SegmentedImageScores[],
  { column, descending }: ImageOrder,
): SegmentedImageScores[] {
  const sign = descending ? -1 : 1;
  return [...images].sort((a, b) => {
    const [left, right] = [a[column], b[column]];
    if (left === null || right === null) return Number(left === null) - Number(right === null);
    if (typeof left === 'string') return sign * left.localeCompare(String(right), 'en', { numeric: true });
    return sign * (left - Number(right));
  });
}

/** One line an image, in the order given, numbers in full precision; an empty cell where there is no value. */
export function imagesCsv(images: readonly SegmentedImageScores[]): string {
  const columns = ['row', ...imageColumns.map(({ column }) => column)] as const;
  return csvText(
    columns,
    images.map((image) => columns.map((column) => image[column])),
  );
}
