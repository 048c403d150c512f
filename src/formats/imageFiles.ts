/**
 * A set of pictures before it is decoded: what their headers say, and which mask belongs to which image. Paths are those
 * inside what was dropped (`images/000.png`), with forward slashes; they name a picture everywhere.
 */
import type { ImagePair } from '../protocol/datasets';

/** One picture by its header. */
export interface ImageFile {
  path: string;
  /** Null where the header cannot be read; `problem` says why. */
  header: ImageHeader | null;
  problem: string | null;
}

export interface ImageHeader {
  /** Pixels. */
  width: number;
  height: number;
  /** Pictures in the file, all of one size; more than one in TIFF stacks and animations. */
  pages: number;
  /** Turned as the camera says it should be; width and height are what comes of it. */
  turned?: true;
  /** Pages of another size or kind, such as smaller views of the same, which are left out. */
  otherPages?: number;
  /** Its channels lie in pages of their own. */
  planes?: true;
  /** Of an image, without alpha; a palette counts as the colours it stands for. */
  channels: number;
  alpha: boolean;
  /** Samples are indices into colours. A mask keeps the indices. */
  palette: boolean;
  /** Bits of a sample once it is read: 8 (also of 1, 2 and 4 bits), 16, or 32 for floating point. */
  depth: 8 | 16 | 32;
}

export interface ImageProblem {
  code:
    | 'unreadable' // the header cannot be read, or the picture is too large
    | 'ambiguous' // several images or several masks of one name
    | 'no-mask' // an image without a mask while others have one
    | 'no-image' // a mask without an image
    | 'other-mask' // a mask of an image that has one which says more
    | 'sizes-differ' // of an image and its mask
    | 'left-out'; // in none of the pairs that somebody mended
  paths: string[];
  /** For people: "images/007.png is 256 × 256, masks/007.png is 128 × 256". */
  message: string;
}

export interface ImagePairing {
  /** By image, in natural order of paths. */
  pairs: ImagePair[];
  /** Pictures that look like masks and belong to no image. */
  unpairedMasks: string[];
  /** What will be left out as it stands. */
  problems: ImageProblem[];
}

/** The paths of all its masks. */
export function masksOf({ mask, more = [] }: ImagePair): string[] {
  return mask === null ? [] : [mask, ...more];
}

/** What `inspect` tells of a set of pictures. */
export interface ImageContents extends ImagePairing {
  /** Every picture, in natural order of paths. */
  files: ImageFile[];
}

/** Pictures that are looked at together, by their paths. */
export interface ShownPair {
  /** Null for masks by themselves. */
  image: string | null;
  masks: readonly string[];
}

export interface SmallPicture {
  width: number;
  height: number;
  /** Of an image RGB, [height · width · 3]; of a mask its labels, [height · width], 0 for the background. */
  pixels: Uint8Array<ArrayBuffer>;
}

/** Each is null where there is none, or none that can be read. */
export interface PairThumbnail {
  image: SmallPicture | null;
  mask: SmallPicture | null;
  /** Why one of them cannot be shown. */
  problem: string | null;
}
