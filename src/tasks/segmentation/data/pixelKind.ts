/** What kind of values images hold: bytes, 16 bits or floating point, and what a full sample is. */
import { type Pixels, type PixelType, pixelTypeOf } from '../../../engine/kernels/images/packedPixels';
import type { ArrayOutline, NumericArray } from '../../../formats/arrays';
import { AnnealError } from '../../../protocol/errors';
import type { ImageRemark } from './masks';

export interface PixelKind {
  pixelType: PixelType;
  /** What a full sample is: 255, 65535, or 1 for floating point. */
  fullScale: number;
}

const bytes: PixelKind = { pixelType: 'uint8', fullScale: 255 };
const words: PixelKind = { pixelType: 'uint16', fullScale: 65535 };
const floats: PixelKind = { pixelType: 'float32', fullScale: 1 };

/**
 * Of bytes and 16-bit values the type says it; of all others the values do.
 * @param blocks all values, in parts; only asked for where they matter.
 * @throws AnnealError `data-missing` for values that are no numbers.
 */
export async function pixelKindOf(
  array: ArrayOutline,
  blocks: () => AsyncIterable<NumericArray> | Iterable<NumericArray>,
): Promise<{ kind: PixelKind; remarks: ImageRemark[] }> {
  const { name, dtype } = array;
  if (dtype === 'uint8') return { kind: bytes, remarks: [] };
  if (dtype === 'uint16') return { kind: words, remarks: [] };
  let highest = 0;
  let anyNegative = false;
  for await (const values of blocks()) {
    for (let i = 0; i < values.length; i++) {
      const value = Math.fround(Number(values[i]));
      if (!Number.isFinite(value)) throw notFinite(array, value);
      if (value < 0) anyNegative = true;
      highest = Math.max(highest, Math.abs(value));
    }
  }
  const isWhole = dtype.startsWith('int') || dtype.startsWith('uint');
  // NumPy's integers are 64 bits wide unless one asks for less; what they hold are bytes all the same.
  if (isWhole && highest <= 65535 && !anyNegative)
    return { kind: highest <= 255 ? bytes : words, remarks: [] };
  if (highest <= 16) return { kind: floats, remarks: [] };
  const message = `\`${name}\` reaches ${highest}: numbers that are not bytes are taken as they are, so scale them by the normalization zscore`;
  return { kind: floats, remarks: [{ code: 'image-range', message }] };
}

/** Values as pixels of a kind; without a copy where they are such. */
export function pixelsFrom(values: NumericArray, { pixelType }: PixelKind): Pixels {
  const arePixels =
    values instanceof Uint8Array || values instanceof Uint16Array || values instanceof Float32Array;
  if (arePixels && pixelTypeOf(values) === pixelType) return values;
  const pixels = createPixels(pixelType, values.length);
  for (let i = 0; i < values.length; i++) pixels[i] = Number(values[i]);
  return pixels;
}

export function createPixels(type: PixelType, length: number): Pixels {
  switch (type) {
    case 'uint8':
      return new Uint8Array(length);
    case 'uint16':
      return new Uint16Array(length);
    case 'float32':
      return new Float32Array(length);
  }
}

function notFinite({ name, dtype, shape }: ArrayOutline, value: number): AnnealError {
  return new AnnealError('data-missing', `\`${name}\` holds ${value}.`, {
    place: name,
    received: `${dtype} [${shape.join(', ')}]`,
    remedy: 'Fill missing pixels before saving, for example with numpy.nan_to_num.',
  });
}
