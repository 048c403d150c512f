/** Objects in masks as a table: how many there are in each image and how large they are, or every one of them. */
import { quantile } from '../../../engine/metrics/statistics';
import { type Cell, csvText } from '../../../formats/csv/write';
import { predictedClasses } from '../metrics/image';
import type { ImageRows, SegmentedImage } from '../segmentedImage';
import { type MaskObject, objectsOf } from './components';

export interface ObjectOptions {
  /** The first is the background. */
  classes: readonly string[];
  /** Of two classes: foreground is what reaches it. */
  threshold: number;
  /** Smaller objects are left out, pixels. */
  minSize: number;
  /** A line for each image and class, or for each object. */
  lines: 'images' | 'objects';
}

/** Of the mask of an image, for each foreground class, without what is too small. */
export function objectsOfClasses(
  mask: Uint8Array,
  { height, width }: { height: number; width: number },
  { classes, minSize }: Pick<ObjectOptions, 'classes' | 'minSize'>,
): { name: string; objects: MaskObject[] }[] {
  return classes.slice(1).map((name, index) => ({
    name,
    objects: objectsOf(mask, height, width, index + 1).filter(({ area }) => area >= minSize),
  }));
}

const imageHeader = [
  'image',
  'class',
  'objects',
  'area_px',
  'mean_area_px',
  'median_area_px',
  'smallest_px',
  'largest_px',
  'area_percent',
  'width_px',
  'height_px',
];
const truthHeader = ['true_objects', 'true_area_px'];
const objectHeader = [
  'image',
  'class',
  'object',
  'area_px',
  'x_px',
  'y_px',
  'left_px',
  'top_px',
  'width_px',
  'height_px',
];

/**
 * Every image has its lines: one without objects says 0, or has a line with empty cells where objects are listed. Areas
 * are in pixels of the image itself. Where the data hold masks, the objects of those are counted in the same way beside.
 * @param stream images as the model segments them; each is looked at once and let go.
 * @param hasTruth whether the data hold masks.
 */
export async function objectsCsv(
  stream: AsyncIterable<SegmentedImage>,
  images: ImageRows,
  hasTruth: boolean,
  options: ObjectOptions,
): Promise<string> {
  const { classes, threshold, lines } = options;
  const rows: Cell[][] = [];
  for await (const { row, height, width, probability } of stream) {
    const size = { height, width };
    const found = objectsOfClasses(predictedClasses(probability, classes.length, threshold), size, options);
    if (lines === 'objects') {
      for (const { name, objects } of found) rows.push(...objectLines(images.name(row), name, objects));
      continue;
    }
    const truth = hasTruth ? await images.truth(row) : null;
    const real = truth && objectsOfClasses(truth, size, options);
    for (const [index, { name, objects }] of found.entries()) {
      const line = [images.name(row), name, ...countCells(objects, size), width, height];
      if (hasTruth) {
        const known = real?.[index]?.objects;
        line.push(known?.length ?? null, known ? areaOf(known) : null);
      }
      rows.push(line);
    }
  }
  if (lines === 'objects') return csvText(objectHeader, rows);
  return csvText(hasTruth ? [...imageHeader, ...truthHeader] : imageHeader, rows);
}

export function areaOf(objects: readonly MaskObject[]): number {
  return objects.reduce((sum, { area }) => sum + area, 0);
}

function countCells(
  objects: readonly MaskObject[],
  { height, width }: { height: number; width: number },
): Cell[] {
  const area = areaOf(objects);
  const areas = objects.map((object) => object.area).sort((a, b) => a - b);
  const some = areas.length > 0;
  return [
    areas.length,
    area,
    some ? rounded(area / areas.length) : null,
    some ? quantile(areas, 0.5) : null,
    areas[0] ?? null,
    areas.at(-1) ?? null,
    rounded((100 * area) / (height * width)),
  ];
}

function objectLines(image: string, name: string, objects: readonly MaskObject[]): Cell[][] {
  if (objects.length === 0) return [[image, name, ...Array<null>(objectHeader.length - 2).fill(null)]];
  return objects.map(({ area, x, y, left, top, width, height }, index) => [
    ...[image, name, index + 1, area, rounded(x), rounded(y)],
    ...[left, top, width, height],
  ]);
}

/** Hundredths of a pixel and of a percent are enough. */
function rounded(value: number): number {
  return Number(value.toFixed(2));
}
