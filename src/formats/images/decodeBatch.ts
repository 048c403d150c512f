/**
 * Decodes consecutive pairs of a set into the values of its arrays: what is done on one thread, or by several at once.
 * A damaged pair takes no room in the values and is told instead.
 */
import { AnnealError } from '../../protocol/errors';
import type { ImageHeader, ImageProblem } from '../imageFiles';
import { allocate } from '../openedFile';
import { type DecodedImage, damaged } from './decodedImage';
import { decodePicture, type Picture, readPictures } from './entries';
import { type LabelColours, writeMask } from './maskLabels';
import { mergePlanes, splitPlanes } from './planes';
import { emptySamples, type ImageSamples, type SampleKind, writeImage } from './samples';

/** An image and its mask; null is what need not be decoded. */
export interface BatchedPair {
  image: Picture | null;
  mask: Picture | null;
  /** Further masks, united with it. */
  more?: Picture[];
  header: ImageHeader;
}

/** Can be sent to a worker. */
export interface ImageBatch {
  pairs: BatchedPair[];
  kind: SampleKind;
  /** Bytes of a label. */
  maskBytes: 1 | 2;
  /** Labels count objects: whatever is not 0 becomes foreground. */
  objects?: boolean;
}

export interface DecodedBatch {
  /** [pixels, channels] of all sound pairs; empty where no images were to be decoded. */
  images: ImageSamples;
  /** [pixels] */
  masks: Uint8Array | Uint16Array;
  /** Whether any label is another than 0. */
  marked: boolean;
  colours: LabelColours;
  /** Of each pair, null for a sound one. */
  problems: (ImageProblem | null)[];
}

const FOREGROUND = 255;

/** @throws AnnealError `out-of-memory`. */
export async function decodeBatch({ pairs, kind, maskBytes, objects }: ImageBatch): Promise<DecodedBatch> {
  const { channels, depth } = kind;
  const roomOf = (part: 'image' | 'mask') =>
    pairs.reduce((sum, pair) => sum + (pair[part] ? pixelsOf(pair.header) : 0), 0);
  const place = pairs[0]?.image?.path ?? 'masks';
  const images = emptySamples(depth, roomOf('image') * channels, (bytes) => allocate(bytes, place));
  const labels = allocate(roomOf('mask') * maskBytes, place);
  const masks = maskBytes === 1 ? new Uint8Array(labels) : new Uint16Array(labels);
  const colours: LabelColours = new Map();
  const problems: (ImageProblem | null)[] = [];
  let imagePixels = 0;
  let maskPixels = 0;
  const read = await readPictures(
    pairs
      .flatMap(({ image, mask, more = [] }) => [image, mask, ...more])
      .filter((picture) => picture !== null),
  );
  for (const pair of pairs) {
    const { header } = pair;
    const image = pair.image && read.shift()!;
    const mask = pair.mask && read.shift()!;
    const more = (pair.more ?? []).map(() => read.shift()!);
    try {
      const pages = image ? await decodePages(image, header) : [];
      const labelled = mask ? await decodePages(mask, header) : [];
      const pixels = header.width * header.height;
      // The masks first: what is wrong with their labels shows only now, and then the images are not counted.
      for (const [page, label] of labelled.entries()) {
        writeMask(label, masks, maskPixels + page * pixels, colours, mask!.path);
      }
      for (const further of more) {
        for (const [page, label] of (await decodePages(further, header)).entries()) {
          const at = maskPixels + page * pixels;
          const own = masks.slice(at, at + pixels);
          writeMask(label, masks, at, colours, further.path);
          // What any of them marks is marked.
          for (let pixel = 0; pixel < pixels; pixel++) if (own[pixel] !== 0) masks[at + pixel] = own[pixel]!;
        }
      }
      for (const [page, picture] of pages.entries()) {
        writeImage(picture, images, (imagePixels + page * pixels) * channels, kind);
      }
      imagePixels += pages.length * pixels;
      maskPixels += labelled.length * pixels;
      problems.push(null);
    } catch (thrown) {
      const error = AnnealError.from(thrown);
      if (error.code === 'out-of-memory') throw error;
      const path = error.details.place ?? (image ?? mask)!.path;
      problems.push({ code: 'unreadable', paths: [path], message: error.message });
    }
  }
  const used = masks.subarray(0, maskPixels);
  if (objects)
    for (let pixel = 0; pixel < maskPixels; pixel++) if (used[pixel] !== 0) used[pixel] = FOREGROUND;
  return {
    images: images.subarray(0, imagePixels * channels),
    masks: used,
    marked: used.some((label) => label !== 0),
    colours,
    problems,
  };
}

export function pixelsOf({ width, height, pages }: ImageHeader): number {
  return width * height * pages;
}

/** Pages of a file as the channels of fewer pictures, or channels as pages, where the header takes them for that. */
function restacked(pages: readonly DecodedImage[], header: ImageHeader): DecodedImage[] {
  const [first] = pages;
  if (!first || pages.length === header.pages) return [...pages];
  if (pages.length % header.pages === 0) return mergePlanes(pages, pages.length / header.pages);
  return header.pages % pages.length === 0 ? pages.flatMap(splitPlanes) : [...pages];
}

async function decodePages(picture: Picture, header: ImageHeader): Promise<DecodedImage[]> {
  const pages = restacked(await decodePicture(picture), header);
  const isAsPlanned = pages.every(({ width, height }) => width === header.width && height === header.height);
  if (!isAsPlanned || pages.length !== header.pages)
    throw damaged(picture.path, 'it is not what its header says');
  return pages;
}
