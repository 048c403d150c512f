/**
 * What becomes of a set of pictures, decided by headers and pairs before anything is decoded: which pairs are read, as
 * what, and what is left out and why. The page shows it, and shows it anew when a pair is mended.
 */
import type { ImagePair } from '../../protocol/datasets';
import { type ImageFile, type ImageHeader, type ImageProblem, masksOf } from '../imageFiles';
import type { SampleKind } from './samples';

/** A pair that will be read; the sizes agree. */
export interface PlannedPair extends ImagePair {
  header: ImageHeader;
}

export interface ImagePlan extends SampleKind {
  pairs: PlannedPair[];
  /** Whether all images that are planned have one size. */
  uniform: boolean;
  /** Whether there are masks; then an image without one is left out. */
  labelled: boolean;
  /** Bytes of a label. */
  maskBytes: 1 | 2;
  problems: ImageProblem[];
}

/** @param pairs as the names suggest, or mended; `problems` speaks of those only. */
export function planImages(files: readonly ImageFile[], pairs: readonly ImagePair[]): ImagePlan {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const labelled = pairs.some(({ mask }) => mask !== null);
  const problems: ImageProblem[] = [];
  const sound: PlannedPair[] = [];
  for (const pair of pairs) {
    const checked = checkPair(pair, byPath, labelled);
    if ('code' in checked) problems.push(checked);
    else sound.push(checked);
  }
  const kind = kindOf(sound.map(({ header }) => header));
  const planned = sound.filter(({ image, header }) => {
    if (header.channels === 1 || header.channels === kind.channels) return true;
    const message = `${image} has ${header.channels} channels, others have ${kind.channels}`;
    problems.push({ code: 'unreadable', paths: [image], message });
    return false;
  });
  const { width, height } = planned[0]?.header ?? { width: 0, height: 0 };
  const masks = planned.flatMap(masksOf).flatMap((mask) => byPath.get(mask)?.header ?? []);
  const isByte = ({ depth, palette, channels }: ImageHeader) => depth === 8 && (palette || channels === 1);
  return {
    ...kind,
    pairs: planned,
    uniform: planned.every(({ header }) => header.width === width && header.height === height),
    labelled,
    maskBytes: masks.every(isByte) ? 1 : 2,
    problems,
  };
}

/** Grey among colours becomes colours, 8 bits among 16 become 16, whole numbers among floating-point ones those. */
function kindOf(headers: readonly ImageHeader[]): SampleKind {
  const channels = headers.reduce((most, header) => Math.max(most, header.channels), 1);
  const depths = headers.map(({ depth }) => depth);
  return { channels, depth: depths.includes(32) ? 32 : depths.includes(16) ? 16 : 8 };
}

function checkPair(
  pair: ImagePair,
  files: ReadonlyMap<string, ImageFile>,
  labelled: boolean,
): PlannedPair | ImageProblem {
  const { image } = pair;
  const masks = masksOf(pair);
  for (const path of [image, ...masks]) {
    const problem = files.get(path)?.problem;
    if (problem) return { code: 'unreadable', paths: [path], message: problem };
  }
  if (labelled && masks.length === 0)
    return { code: 'no-mask', paths: [image], message: `${image} has no mask` };
  const own = ofOneMask(files.get(image)!.header!, files.get(masks[0] ?? image)!.header!);
  for (const mask of masks) {
    const other = files.get(mask)!.header!;
    if (own.width === other.width && own.height === other.height && own.pages === other.pages) continue;
    const message = `${image} is ${sizeText(own)}${drawnUnturned(own, other)}, ${mask} is ${sizeText(other)}`;
    return { code: 'sizes-differ', paths: [image, mask], message };
  }
  return { ...pair, header: own };
}

/** A camera's picture that was turned, with a mask that has its size from before. */
function drawnUnturned(image: ImageHeader, mask: ImageHeader): string {
  const isTurned = image.turned && !mask.turned && image.width === mask.height && image.height === mask.width;
  return isTurned ? ' once it is turned as the camera says (save it turned, or turn its mask)' : '';
}

/** As many channels as the task takes; more pages are pictures by themselves. */
const MAX_CHANNELS = 16;

/** One mask for several pages: they show the same in several channels. */
function ofOneMask(image: ImageHeader, mask: ImageHeader): ImageHeader {
  const { pages, channels, palette, alpha } = image;
  if (pages === 1 || mask.pages !== 1 || pages * channels > MAX_CHANNELS || palette || alpha) return image;
  return { ...image, pages: 1, channels: pages * channels, planes: true };
}

/** Width × height, as people write the sizes of pictures. */
function sizeText({ width, height, pages }: ImageHeader): string {
  return `${width} × ${height}${pages > 1 ? ` with ${pages} pages` : ''}`;
}
