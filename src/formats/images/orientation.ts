/**
 * Pictures turned and mirrored as the camera says (tag 274 of EXIF and TIFF: 1 as it is, 2 to 8), which is what Pillow's
 * `exif_transpose` does. Format: Exif 3.0, section 4.6.5.1.
 */
import type { ImageHeader } from '../imageFiles';
import type { DecodedImage } from './decodedImage';

/** Of the first row and column: 5 to 8 swap them. */
export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

const ORIENTATION = 274;

export function isOrientation(value: number): value is Orientation {
  return Number.isInteger(value) && value >= 1 && value <= 8;
}

/** @param exif a TIFF header with its first directory, as files embed it; 1 where it says nothing that is known. */
export function exifOrientation(exif: Uint8Array): Orientation {
  // JPEG and some WebP files begin it with a mark of six bytes.
  const start = String.fromCharCode(...exif.subarray(0, 6)) === 'Exif\0\0' ? 6 : 0;
  const view = new DataView(exif.buffer, exif.byteOffset + start, exif.byteLength - start);
  if (view.byteLength < 8) return 1;
  const order = view.getUint16(0);
  if (order !== 0x4949 && order !== 0x4d4d) return 1;
  const little = order === 0x4949;
  const directory = view.getUint32(4, little);
  if (directory + 2 > view.byteLength) return 1;
  const count = view.getUint16(directory, little);
  for (let index = 0; index < count; index++) {
    const entry = directory + 2 + 12 * index;
    if (entry + 12 > view.byteLength) return 1;
    if (view.getUint16(entry, little) !== ORIENTATION) continue;
    const value = view.getUint16(entry + 8, little);
    return isOrientation(value) ? value : 1;
  }
  return 1;
}

/** A header of the picture once it is turned. */
export function turnedHeader(header: ImageHeader, orientation: Orientation): ImageHeader {
  if (orientation === 1) return header;
  const { width, height } = header;
  return { ...header, ...(orientation >= 5 && { width: height, height: width }), turned: true };
}

export function turnedImage(image: DecodedImage, orientation: Orientation): DecodedImage {
  if (orientation === 1) return image;
  const { width, height, channels } = image;
  const swaps = orientation >= 5;
  const [w, h] = swaps ? [height, width] : [width, height];
  const data = image.data.slice();
  for (let y = 0; y < h; y++) {
    for (let x = 0; x < w; x++) {
      const [column, row] = sourceOf[orientation](x, y, width - 1, height - 1);
      const from = (row * width + column) * channels;
      const to = (y * w + x) * channels;
      for (let c = 0; c < channels; c++) data[to + c] = image.data[from + c]!;
    }
  }
  return { ...image, width: w, height: h, data };
}

/** Where the pixel at (x, y) lies in the stored picture, whose last column and row are `right` and `bottom`. */
const sourceOf: Record<
  Orientation,
  (x: number, y: number, right: number, bottom: number) => [number, number]
> = {
  1: (x, y) => [x, y],
  2: (x, y, right) => [right - x, y],
  3: (x, y, right, bottom) => [right - x, bottom - y],
  4: (x, y, _right, bottom) => [x, bottom - y],
  5: (x, y) => [y, x],
  6: (x, y, _right, bottom) => [y, bottom - x],
  7: (x, y, right, bottom) => [right - y, bottom - x],
  8: (x, y, right) => [right - y, x],
};
