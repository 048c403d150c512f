/** Decodes a planned set, one picture at a time, into named arrays. A damaged one is left out and told. */
import type { DatasetWarning } from '../../protocol/datasets';
import { AnnealError, sentence } from '../../protocol/errors';
import type { NamedArray } from '../arrays';
import { createCategoryEncoder } from '../categories';
import type { ImageHeader, ImageProblem } from '../imageFiles';
import { allocate, type ReadProgress, throwIfAborted } from '../openedFile';
import { type DecodedImage, damaged } from './decodedImage';
import { decodeEntry, type ImageEntry } from './entries';
import { type LabelColours, writeMask } from './maskLabels';
import type { ImagePlan, PlannedPair } from './plan';
import { conversionWarnings, problemWarnings } from './remarks';
import { emptySamples, writeImage } from './samples';

/** Images that were read, in order, with where the next would begin. */
interface Filled {
  sizes: { height: number; width: number }[];
  names: string[];
  pixels: number;
}

/**
 * `images` [N, H, W, C], or [P, C] with `sizes` [N, 2] where sizes differ; `masks` [N, H, W] or [P] where there are any;
 * `names` [N].
 * @throws AnnealError `data-empty` when nothing can be read, `out-of-memory`, `cancelled`.
 */
export async function decodeImages(
  name: string,
  plan: ImagePlan,
  entries: ReadonlyMap<string, ImageEntry>,
  onProgress?: ReadProgress,
  signal?: AbortSignal,
): Promise<{ arrays: Map<string, NamedArray>; warnings: DatasetWarning[] }> {
  const { pairs, channels, depth, labelled, maskBytes } = plan;
  const room = pairs.reduce((sum, { header }) => sum + header.pages * header.height * header.width, 0);
  const images = emptySamples(depth, room * channels, (bytes) => allocate(bytes, `images of ${name}`));
  const maskRoom = allocate(labelled ? room * maskBytes : 0, `masks of ${name}`);
  const masks = maskBytes === 1 ? new Uint8Array(maskRoom) : new Uint16Array(maskRoom);
  const filled: Filled = { sizes: [], names: [], pixels: 0 };
  const colours: LabelColours = new Map();
  const headers: ImageHeader[] = [];
  const problems: ImageProblem[] = [];
  const titleOf = titles(pairs);
  for (const [index, pair] of pairs.entries()) {
    throwIfAborted(signal, name);
    try {
      const { pages, labels } = await decodePair(pair, entries, signal);
      const begin = filled.pixels;
      for (const [page, image] of pages.entries()) {
        const at = begin + page * image.width * image.height;
        const label = labels[page];
        // The mask first: what is wrong with its labels shows only now, and then the image is not counted.
        if (label) writeMask(label, masks, at, colours, pair.mask!);
        writeImage(image, images, at * channels, plan);
      }
      for (const [page, { width, height }] of pages.entries()) {
        filled.sizes.push({ height, width });
        filled.names.push(pages.length > 1 ? `${titleOf(pair)}#${page + 1}` : titleOf(pair));
        filled.pixels += width * height;
      }
      headers.push(pair.header);
    } catch (thrown) {
      const error = AnnealError.from(thrown);
      if (error.code === 'cancelled' || error.code === 'out-of-memory') throw error;
      problems.push({
        code: 'unreadable',
        paths: [error.details.place ?? pair.image],
        message: error.message,
      });
    }
    onProgress?.(index + 1, pairs.length);
  }
  const all = [...problems, ...plan.problems];
  if (filled.names.length === 0) throw nothingLeft(name, all);
  const warnings = [...problemWarnings(all), ...conversionWarnings(headers, plan, colours)];
  const used = masks.subarray(0, labelled ? filled.pixels : 0);
  if (labelled && used.every((label) => label === 0)) {
    warnings.push({ code: 'masks-empty', message: 'No mask marks a single pixel: every label is 0' });
  }
  const arrays = arraysOf(filled, plan, images.subarray(0, filled.pixels * channels), labelled ? used : null);
  return { arrays: new Map(arrays.map((array) => [array.name, array])), warnings };
}

async function decodePair(
  { image, mask, header }: PlannedPair,
  entries: ReadonlyMap<string, ImageEntry>,
  signal: AbortSignal | undefined,
): Promise<{ pages: DecodedImage[]; labels: DecodedImage[] }> {
  const decode = async (path: string) => {
    const pages = await decodeEntry(entries.get(path)!, signal);
    const isAsPlanned = pages.every(
      ({ width, height }) => width === header.width && height === header.height,
    );
    if (!isAsPlanned || pages.length !== header.pages) throw damaged(path, 'it is not what its header says');
    return pages;
  };
  return { pages: await decode(image), labels: mask === null ? [] : await decode(mask) };
}

function arraysOf(
  { sizes, names, pixels }: Filled,
  { uniform, channels }: ImagePlan,
  images: Uint8Array | Uint16Array | Float32Array,
  masks: Uint8Array | Uint16Array | null,
): NamedArray[] {
  const count = names.length;
  const { height, width } = sizes[0]!;
  const shape = uniform ? [count, height, width] : [pixels];
  const encoder = createCategoryEncoder(count, 'names');
  for (const name of names) encoder.add(name);
  const numbers = { categories: null };
  const arrays: NamedArray[] = [
    { ...numbers, name: 'images', dtype: dtypeOf(images), shape: [...shape, channels], data: images },
  ];
  if (masks) arrays.push({ ...numbers, name: 'masks', dtype: dtypeOf(masks), shape, data: masks });
  if (!uniform) {
    const data = Int32Array.from(sizes.flatMap((size) => [size.height, size.width]));
    arrays.push({ ...numbers, name: 'sizes', dtype: 'int32', shape: [count, 2], data });
  }
  arrays.push(encoder.finish('names', [count]));
  return arrays;
}

function dtypeOf(data: Uint8Array | Uint16Array | Float32Array): 'uint8' | 'uint16' | 'float32' {
  if (data instanceof Uint8Array) return 'uint8';
  return data instanceof Uint16Array ? 'uint16' : 'float32';
}

/** File names without folders, unless two images share one. */
function titles(pairs: readonly PlannedPair[]): (pair: PlannedPair) => string {
  const short = ({ image }: PlannedPair) => image.split('/').at(-1)!;
  const areUnique = new Set(pairs.map(short)).size === pairs.length;
  return areUnique ? short : ({ image }) => image;
}

function nothingLeft(name: string, problems: readonly ImageProblem[]): AnnealError {
  const [first] = problemWarnings(problems);
  return new AnnealError(
    'data-empty',
    sentence(`${name}: no image can be used. ${first?.message ?? 'There is none'}`),
    {
      place: name,
      received: problems
        .map(({ message }) => message)
        .slice(0, 3)
        .join('; '),
      remedy: 'Mend the pairs, or open images with masks of the same size.',
    },
  );
}
