/**
 * The images of a dataset with their masks, read when they are needed: `ImageSource`; or in memory: `ImageSet`. Sets of
 * any size can be gone through, since only some images are held at a time.
 */
import { type DatasetReader, readBlocks } from '../../../engine/data/datasetReader';
import { type Pixels, pixelTypeOf } from '../../../engine/kernels/images/packedPixels';
import { type ImageArrays, type ImageLayout, imageNames, pixelRange } from './imageLayout';
import type { ImageRemark, MaskReading } from './masks';
import { createPixels, type PixelKind, pixelKindOf, pixelsFrom } from './pixelKind';

export interface ImageSource extends ImageLayout, PixelKind {
  names: string[];
  /** Of images `first` to `end`, [pixels, channels], row-major, image after image. They may be the dataset's own. */
  pixels(first: number, end: number): Promise<Pixels>;
  /** Class index of each of their pixels (0 = background), without channels; null where the data hold no masks. */
  labels: ((first: number, end: number) => Promise<Uint8Array>) | null;
}

/** Images in memory. */
export interface ImageSet extends ImageLayout, Omit<PixelKind, 'pixelType'> {
  names: string[];
  /** [pixels, channels], as `ImageSource` gives them. */
  pixels: Pixels;
}

/**
 * @param reading what the values of the masks mean; null without masks.
 * @throws AnnealError `data-missing` for pixels that are no numbers.
 */
export async function openImages(
  data: DatasetReader,
  { images, masks, layout }: ImageArrays,
  reading: MaskReading | null,
): Promise<{ images: ImageSource; remarks: ImageRemark[] }> {
  const { kind, remarks } = await pixelKindOf(images, () => readBlocks(data, images.name));
  const { channels } = layout;
  const source: ImageSource = {
    ...layout,
    ...kind,
    names: await imageNames(data, layout.count),
    async pixels(first, end) {
      const { from, to } = pixelRange(layout, first, end);
      return pixelsFrom(await data.read(images.name, from * channels, to * channels), kind);
    },
    labels:
      masks && reading
        ? async (first, end) => {
            const { from, to } = pixelRange(layout, first, end);
            return reading.labelsOf(await data.read(masks.name, from, to));
          }
        : null,
  };
  return { images: source, remarks };
}

/** Bytes of pixels that are looked at together, where single images are smaller. */
const BLOCK_BYTES = 1 << 22;

/** All images in order, as many together as make some megabytes. */
export function* imageBlocks(images: ImageSource): Generator<{ first: number; end: number }> {
  const pixelBytes = images.channels * createPixels(images.pixelType, 0).BYTES_PER_ELEMENT;
  for (let first = 0, end = 1; first < images.count; first = end++) {
    const bytesTo = (row: number) => {
      const { from, to } = pixelRange(images, first, row);
      return (to - from) * pixelBytes;
    };
    while (end < images.count && bytesTo(end + 1) <= BLOCK_BYTES) end++;
    yield { first, end };
  }
}

/** All images in memory. */
export async function holdImages(images: ImageSource): Promise<{ set: ImageSet; labels: Uint8Array | null }> {
  const { count, channels, fullScale, pixelType, names, heights, widths, starts } = images;
  const { to } = pixelRange(images, 0, count);
  const pixels = createPixels(pixelType, to * channels);
  const labels = images.labels && new Uint8Array(to);
  for (const { first, end } of imageBlocks(images)) {
    pixels.set(await images.pixels(first, end), starts[first]! * channels);
    if (labels) labels.set(await images.labels!(first, end), starts[first]!);
  }
  return { set: { count, channels, fullScale, names, heights, widths, starts, pixels }, labels };
}

/** Images that are in memory, as a source. */
export function heldImages(set: ImageSet, labels: Uint8Array | null): ImageSource {
  const { pixels, ...rest } = set;
  return {
    ...rest,
    pixelType: pixelTypeOf(pixels),
    async pixels(first, end) {
      const { from, to } = pixelRange(set, first, end);
      return pixels.subarray(from * set.channels, to * set.channels);
    },
    labels:
      labels &&
      (async (first, end) => {
        const { from, to } = pixelRange(set, first, end);
        return labels.subarray(from, to);
      }),
  };
}
