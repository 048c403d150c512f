/** A segmented image as a small picture for the page: input, truth and probability, at most 384 pixels a side. */
import type { Picture } from '../../protocol/pictures';
import { outputsOf } from '../metrics/segmentationMask';
import type { ImageRows, SegmentedImage } from '../tasks/task';

const MOST = 384;

/**
 * Input and probability are means over what a pixel of the picture covers, the truth is its middle.
 * @param classes how many, the background among them.
 * @param dice of the whole image; null where the truth is not known.
 */
export function pictureOf(
  { row, height, width, probability }: SegmentedImage,
  images: ImageRows,
  classes: number,
  dice: number | null,
): Picture {
  const shrink = Math.max(1, Math.max(height, width) / MOST);
  const rows = partsOf(height, Math.max(1, Math.round(height / shrink)));
  const columns = partsOf(width, Math.max(1, Math.round(width / shrink)));
  const outputs = outputsOf(classes);
  const truth = images.truth(row);
  return {
    row,
    name: images.name(row),
    height: rows.length,
    width: columns.length,
    input: means(images.rgb(row), width, 3, rows, columns, 1),
    truth: truth && middles(truth, width, rows, columns),
    probability: means(probability, width, outputs, rows, columns, 255),
    dice,
  };
}

/** A side cut into parts of about the same length, none empty. */
interface Part {
  start: number;
  end: number;
}

function partsOf(side: number, parts: number): Part[] {
  const borders = Array.from({ length: parts + 1 }, (_, i) => Math.floor((i * side) / parts));
  return borders.slice(1).map((end, i) => ({ start: borders[i]!, end }));
}

/** @param values [pixels · channels] of an image `width` wide; scaled, rounded and held within a byte. */
function means(
  values: Float32Array | Uint8Array,
  width: number,
  channels: number,
  rows: Part[],
  columns: Part[],
  scale: number,
): Uint8Array {
  // Clamped rather than wrapped: blended probabilities may exceed 1 by a rounding.
  const bytes = new Uint8ClampedArray(rows.length * columns.length * channels);
  let at = 0;
  for (const vertical of rows) {
    for (const horizontal of columns) {
      const area = (vertical.end - vertical.start) * (horizontal.end - horizontal.start);
      for (let c = 0; c < channels; c++) {
        let sum = 0;
        for (let y = vertical.start; y < vertical.end; y++) {
          for (let x = horizontal.start; x < horizontal.end; x++)
            sum += values[(y * width + x) * channels + c]!;
        }
        bytes[at++] = (sum * scale) / area;
      }
    }
  }
  return new Uint8Array(bytes.buffer);
}

function middles(values: Uint8Array, width: number, rows: Part[], columns: Part[]): Uint8Array {
  const middle = ({ start, end }: Part) => Math.floor((start + end - 1) / 2);
  return Uint8Array.from({ length: rows.length * columns.length }, (_, i) => {
    const [y, x] = [middle(rows[Math.floor(i / columns.length)]!), middle(columns[i % columns.length]!)];
    return values[y * width + x]!;
  });
}
