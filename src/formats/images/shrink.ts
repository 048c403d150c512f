/** Pictures made small for looking at: means of what a pixel covers, or of labels, which have none, its middle. */

/** A side cut into parts of about the same length, none empty. */
interface Part {
  start: number;
  end: number;
}

export interface Shrunk {
  /** One part for each row and column of the picture. */
  rows: Part[];
  columns: Part[];
}

/** @param most longest side of the picture, pixels; smaller images stay as they are. */
export function shrinkTo(height: number, width: number, most: number): Shrunk {
  const shrink = Math.max(1, Math.max(height, width) / most);
  return {
    rows: partsOf(height, Math.max(1, Math.round(height / shrink))),
    columns: partsOf(width, Math.max(1, Math.round(width / shrink))),
  };
}

function partsOf(side: number, parts: number): Part[] {
  const borders = Array.from({ length: parts + 1 }, (_, i) => Math.floor((i * side) / parts));
  return borders.slice(1).map((end, i) => ({ start: borders[i]!, end }));
}

/**
 * Means over what a pixel of the picture covers.
 * @param values [pixels · channels] of an image `width` wide; `black` is taken off, then they are scaled, rounded and
 * held within a byte.
 */
export function means(
  values: Float32Array | Uint16Array | Uint8Array,
  width: number,
  channels: number,
  { rows, columns }: Shrunk,
  scale: number,
  black = 0,
): Uint8Array<ArrayBuffer> {
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
            sum += values[(y * width + x) * channels + c]! - black;
        }
        bytes[at++] = (sum * scale) / area;
      }
    }
  }
  return new Uint8Array(bytes.buffer);
}

/** The middles. @param values [pixels] of an image `width` wide, that have no means: class indices. */
export function middles(
  values: Uint8Array,
  width: number,
  { rows, columns }: Shrunk,
): Uint8Array<ArrayBuffer> {
  const middle = ({ start, end }: Part) => Math.floor((start + end - 1) / 2);
  return Uint8Array.from({ length: rows.length * columns.length }, (_, i) => {
    const [y, x] = [middle(rows[Math.floor(i / columns.length)]!), middle(columns[i % columns.length]!)];
    return values[y * width + x]!;
  });
}
