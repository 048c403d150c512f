/** A set of pictures as an opened file: its arrays are known by their headers and read in one go. */
import type { ArrayHeader, DatasetWarning } from '../../protocol/datasets';
import { AnnealError } from '../../protocol/errors';
import type { NamedArray } from '../arrays';
import type { ImageFile, ImagePair, ImagePairing } from '../imageFiles';
import { headerOf, type OpenedFile, type ReadProgress, throwIfAborted } from '../openedFile';
import { decodeImages } from './decodeImages';
import { type ImageEntry, readHeader } from './entries';
import { naturalOrder } from './names';
import { pairImages } from './pairing';
import { type ImagePlan, planImages } from './plan';

/**
 * Reads the headers and pairs images with masks. Images without masks are a set as well, with no `masks`.
 * @param name of the set, for messages.
 * @param mended pairs to take instead of those that the names suggest.
 * @throws AnnealError of the first picture when none of them can be read, `data-not-found` for a mended path that is
 * not there, `cancelled`.
 */
export async function openImages(
  name: string,
  entries: readonly ImageEntry[],
  mended?: readonly ImagePair[],
  onProgress?: ReadProgress,
  signal?: AbortSignal,
): Promise<OpenedFile> {
  const byPath = new Map(entries.map((entry) => [entry.path, entry]));
  const files = await readHeaders(name, entries, onProgress, signal);
  const pairing = mended ? mendedPairing(files, mended, name) : pairImages(files.map(({ path }) => path));
  const plan = planImages(files, pairing.pairs);
  // What the plan says of images without a mask holds for mended pairs as well.
  const others = pairing.problems.filter(({ code }) => code !== 'no-mask');
  const problems = [...plan.problems, ...others];
  const arrays = arrayHeaders(plan);
  const notes: DatasetWarning[] = [];
  let reading: Promise<Map<string, NamedArray>> | null = null;
  const readAll = async (onRead?: ReadProgress, readSignal?: AbortSignal) => {
    const read = await decodeImages(name, { ...plan, problems }, byPath, onRead, readSignal);
    notes.push(...read.warnings);
    return read.arrays;
  };
  return {
    format: 'images',
    arrays,
    notes,
    images: { files, pairs: pairing.pairs, unpairedMasks: pairing.unpairedMasks, problems },
    async *stream(names, watch) {
      for (const wanted of names) {
        const header = headerOf(name, arrays, wanted);
        // All arrays come from one pass over the files: a damaged mask takes its image with it.
        reading ??= readAll(watch?.onProgress, watch?.signal);
        const { data, categories, shape } = (await reading).get(wanted)!;
        header.shape = shape;
        yield { name: wanted, data, categories };
      }
    },
    close() {
      reading = null;
    },
  };
}

/** Of every picture, in natural order. One that cannot be read is a problem; an error only when none can. */
async function readHeaders(
  name: string,
  entries: readonly ImageEntry[],
  onProgress?: ReadProgress,
  signal?: AbortSignal,
): Promise<ImageFile[]> {
  const files: ImageFile[] = [];
  const errors: AnnealError[] = [];
  const sorted = [...entries].sort((a, b) => naturalOrder(a.path, b.path));
  for (const [index, entry] of sorted.entries()) {
    throwIfAborted(signal, name);
    try {
      files.push({ path: entry.path, header: await readHeader(entry), problem: null });
    } catch (thrown) {
      const error = AnnealError.from(thrown);
      errors.push(error);
      files.push({ path: entry.path, header: null, problem: error.message });
    }
    onProgress?.(index + 1, sorted.length);
  }
  if (errors.length < files.length) return files;
  const { code, message, details } = errors[0]!;
  throw new AnnealError(
    code,
    errors.length > 1 ? `${message} And so on, for all ${errors.length}.` : message,
    details,
  );
}

/** Pairs as somebody chose them; every picture that is in none is listed. */
function mendedPairing(files: readonly ImageFile[], pairs: readonly ImagePair[], name: string): ImagePairing {
  const known = new Set(files.map(({ path }) => path));
  const used = new Set(pairs.flatMap(({ image, mask }) => (mask === null ? [image] : [image, mask])));
  const stranger = [...used].find((path) => !known.has(path));
  if (stranger !== undefined) {
    throw new AnnealError('data-not-found', `${name} has no picture "${stranger}".`, {
      place: name,
      received: stranger,
      remedy: `It has: ${[...known].slice(0, 10).join(', ')}${known.size > 10 ? ', …' : ''}.`,
    });
  }
  const unused = [...known].filter((path) => !used.has(path));
  return {
    pairs: [...pairs],
    unpairedMasks: unused,
    problems: unused.map((path) => ({ code: 'left-out', paths: [path], message: `${path} is in no pair` })),
  };
}

/** What reading will give, if every picture is sound. */
function arrayHeaders({ pairs, channels, depth, uniform, labelled, maskBytes }: ImagePlan): ArrayHeader[] {
  const count = pairs.reduce((sum, { header }) => sum + header.pages, 0);
  const { height, width } = pairs[0]?.header ?? { height: 0, width: 0 };
  const pixels = pairs.reduce((sum, { header }) => sum + header.pages * header.height * header.width, 0);
  const shape = uniform ? [count, height, width] : [pixels];
  const dtype = depth === 32 ? 'float32' : depth === 16 ? 'uint16' : 'uint8';
  const arrays: ArrayHeader[] = [{ name: 'images', shape: [...shape, channels], dtype }];
  if (labelled) arrays.push({ name: 'masks', shape, dtype: maskBytes === 2 ? 'uint16' : 'uint8' });
  if (!uniform) arrays.push({ name: 'sizes', shape: [count, 2], dtype: 'int32' });
  return [...arrays, { name: 'names', shape: [count], dtype: 'string' }];
}
