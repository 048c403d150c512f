/** A set of pictures as an opened file: its arrays are known by their headers, and streamed picture by picture. */
import type { ArrayHeader, DatasetWarning, ImagePair } from '../../protocol/datasets';
import { AnnealError, sentence } from '../../protocol/errors';
import type { Reading, ReadingQuestion } from '../../protocol/reading';
import { createCategoryEncoder } from '../categories';
import { type ImageFile, type ImagePairing, type ImageProblem, masksOf } from '../imageFiles';
import { headerOf, type OpenedFile, type ReadProgress, type ReadWatch, type Slab } from '../openedFile';
import { pixelsOf } from './decodeBatch';
import { type Decoders, inPlace } from './decoders';
import type { ImageEntry } from './entries';
import { readHeaders } from './headers';
import { naturalOrder } from './names';
import { findObjects, objectsQuestion } from './objectNumbers';
import { pairByAffix, pairImages } from './pairing';
import { pairsOfTable } from './pairTable';
import { type ImagePlan, type PlannedPair, planImages } from './plan';
import { listed, problemWarnings } from './remarks';
import { decodedWarnings, type Found, streamPairs } from './streamImages';
import { pairThumbnail } from './thumbnail';

/** Threads are started for more than this many samples; less is decoded before they have begun. */
const FEW_SAMPLES = 1 << 25;

export interface ImageOptions {
  /** What was said of how they are read. */
  reading?: Reading;
  /** Pairs to take instead of those that the names suggest. */
  pairs?: readonly ImagePair[];
  /** Starts threads that decode; each stream has its own, which end with it. */
  startDecoders?: () => Decoders;
  /** What is to be told of the set besides. */
  notes?: readonly DatasetWarning[];
  onProgress?: ReadProgress;
  signal?: AbortSignal;
}

/**
 * Reads the headers and pairs images with masks. Images without masks are a set as well, with no `masks`.
 * @param name of the set, for messages.
 * @throws AnnealError of the first picture when none of them can be read, `data-not-found` for a pair's path that is not
 * there, `cancelled`.
 */
export async function openImages(
  name: string,
  entries: readonly ImageEntry[],
  { reading = {}, pairs, startDecoders, notes = [], onProgress, signal }: ImageOptions = {},
): Promise<OpenedFile> {
  const sorted = [...entries].sort((a, b) => naturalOrder(a.path, b.path));
  const read = await readHeaders(name, sorted, onProgress, signal);
  const files = read.map((file) => stackedAs(file, reading.stack));
  const pairing = pairingOf(files, name, reading, pairs);
  const objects = reading.labels ? null : await findObjects(masksAmong(pairing, entries));
  const pictures: Pictures = {
    name,
    files,
    entries,
    notes: objects?.isSure ? [...notes, countedObjects(objects.most)] : notes,
    startDecoders,
    objects: reading.labels === 'objects' || objects !== null,
    questions: objects && !objects.isSure ? [objectsQuestion(name, objects)] : [],
  };
  return imageSet(pictures, pairing);
}

/** By the pairs that are given, by what was said of them, or by the names. */
function pairingOf(
  files: readonly ImageFile[],
  name: string,
  reading: Reading,
  pairs: readonly ImagePair[] | undefined,
): ImagePairing {
  const paths = files.map(({ path }) => path);
  const given = pairs ?? (reading.pairs === undefined ? null : pairsOfTable(reading.pairs, paths, name));
  if (given) return mendedPairing(files, given, name);
  const suffix = reading['mask-suffix'];
  return suffix === undefined ? pairImages(paths) : pairByAffix(paths, suffix);
}

/** Pages of a file are pictures, or the channels of one: as somebody says, else as the file does. */
function stackedAs(file: ImageFile, stack: Reading['stack']): ImageFile {
  const { header } = file;
  if (!header || header.palette || header.alpha || stack === undefined) return file;
  const { pages, channels } = header;
  if (stack === 'channels') return { ...file, header: { ...header, pages: 1, channels: pages * channels } };
  return header.planes ? { ...file, header: { ...header, pages: pages * channels, channels: 1 } } : file;
}

function masksAmong({ pairs }: ImagePairing, entries: readonly ImageEntry[]): ImageEntry[] {
  const byPath = new Map(entries.map((entry) => [entry.path, entry]));
  // Several masks of an image are its objects already.
  return pairs.flatMap(({ mask, more }) => (mask === null || more ? [] : (byPath.get(mask) ?? [])));
}

function countedObjects(most: number): DatasetWarning {
  return {
    code: 'read-as',
    message: `The numbers in the masks count objects, up to ${most}: they are read as foreground against background`,
  };
}

/** What is the same however they are paired. */
interface Pictures {
  name: string;
  files: readonly ImageFile[];
  entries: readonly ImageEntry[];
  notes: readonly DatasetWarning[];
  startDecoders?: () => Decoders;
  /** Whether the numbers in masks count objects. */
  objects: boolean;
  questions: ReadingQuestion[];
}

function imageSet(pictures: Pictures, pairing: ImagePairing): OpenedFile {
  const { name, files, entries, startDecoders, objects, questions } = pictures;
  const plan = planImages(files, pairing.pairs);
  // What the plan says of images without a mask holds for mended pairs as well.
  const others = pairing.problems.filter(({ code }) => code !== 'no-mask');
  const problems = [...plan.problems, ...others];
  const byPath = new Map(entries.map((entry) => [entry.path, entry]));
  const filesByPath = new Map(files.map((file) => [file.path, file]));
  const arrays = arrayHeaders(plan, plan.pairs);
  const notes = [...pictures.notes];
  const titleOf = titles(plan.pairs);
  /** The pairs that are sound; null until all have been decoded once. */
  let sound: readonly PlannedPair[] | null = null;

  async function* decode(pairs: readonly PlannedPair[], wanted: readonly string[], watch?: ReadWatch) {
    const found: Found = { sound: [], problems: [], colours: new Map(), marked: false };
    const needed = (array: string) => sound === null || wanted.includes(array);
    const parts = { images: needed('images'), masks: plan.labelled && needed('masks'), objects };
    const isLarge =
      pairs.reduce((sum, { header }) => sum + pixelsOf(header), 0) * plan.channels > FEW_SAMPLES;
    const decoders = startDecoders && isLarge ? startDecoders() : inPlace;
    try {
      const slabs = streamPairs(name, plan, pairs, byPath, parts, decoders, found, watch);
      for await (const slab of slabs) if (wanted.includes(slab.name)) yield slab;
      return found;
    } finally {
      decoders.close();
    }
  }

  /** A damaged mask takes its image with it: until it is known which are damaged, both are decoded. */
  async function* decodeFirst(wanted: readonly string[], watch?: ReadWatch) {
    const found = yield* decode(plan.pairs, wanted, watch);
    const all = [...found.problems, ...problems];
    if (found.sound.length === 0) throw nothingLeft(name, all);
    // Two streams may come to their first end.
    if (sound) return;
    sound = found.sound;
    for (const { name, shape } of arrayHeaders(plan, sound)) headerOf(name, arrays, name).shape = shape;
    notes.push(...problemWarnings(all), ...decodedWarnings(found, plan), ...turnedMasks(files, found.sound));
  }

  async function* decodeAgain(pairs: readonly PlannedPair[], wanted: readonly string[], watch?: ReadWatch) {
    const { problems } = yield* decode(pairs, wanted, watch);
    if (problems[0]) throw changed(name, problems[0]);
  }

  return {
    format: 'images',
    arrays,
    notes,
    ...(plan.labelled && questions.length > 0 && { questions }),
    images: { files: [...files], pairs: pairing.pairs, unpairedMasks: pairing.unpairedMasks, problems },
    async *stream(names, watch) {
      for (const wanted of names) headerOf(name, arrays, wanted);
      if (!sound) yield* decodeFirst(names, watch);
      else if (names.includes('images') || names.includes('masks')) yield* decodeAgain(sound, names, watch);
      if (names.includes('sizes')) yield sizesOf(sound!);
      if (names.includes('names')) yield namesOf(sound!, titleOf);
    },
    readPairs: () =>
      (sound ?? []).map(({ image, mask, more, header: { pages } }) => ({
        image,
        mask,
        ...(more && { more }),
        ...(pages > 1 && { pages }),
      })),
    thumbnail: (pair, maxSide) => pairThumbnail(pair, filesByPath, byPath, maxSide),
    paired: (pairs) => imageSet(pictures, mendedPairing(files, pairs, name)),
    close() {
      for (const entry of entries) entry.kept = null;
    },
  };
}

/** Images that were turned are told with what else became of them; a mask is turned only where it says so itself. */
function turnedMasks(files: readonly ImageFile[], pairs: readonly PlannedPair[]): DatasetWarning[] {
  const turned = new Set(files.filter(({ header }) => header?.turned).map(({ path }) => path));
  if (turned.size === 0) return [];
  const masks = pairs.flatMap(masksOf).filter((path) => turned.has(path));
  const alone = pairs.filter(
    (pair) => turned.has(pair.image) && pair.mask !== null && !masksOf(pair).some((path) => turned.has(path)),
  );
  const said = (message: string): DatasetWarning => ({ code: 'image-converted', message });
  return [
    ...(masks.length > 0
      ? [said(`${masks.length} masks were turned as the camera says (EXIF orientation)`)]
      : []),
    ...(alone.length > 0
      ? [
          said(
            `See that masks lie right over images that were turned while they were not: ${listed(
              alone.map(({ image }) => image),
              ', ',
            )}`,
          ),
        ]
      : []),
  ];
}

/** Pairs as somebody chose them; every picture that is in none is listed. */
function mendedPairing(files: readonly ImageFile[], pairs: readonly ImagePair[], name: string): ImagePairing {
  const known = new Set(files.map(({ path }) => path));
  const used = new Set(pairs.flatMap((pair) => [pair.image, ...masksOf(pair)]));
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

/** Of these pairs, if all of them are sound. */
function arrayHeaders(
  { channels, depth, uniform, labelled, maskBytes }: ImagePlan,
  pairs: readonly PlannedPair[],
): ArrayHeader[] {
  const count = pairs.reduce((sum, { header }) => sum + header.pages, 0);
  const { height, width } = pairs[0]?.header ?? { height: 0, width: 0 };
  const pixels = pairs.reduce((sum, { header }) => sum + pixelsOf(header), 0);
  const shape = uniform ? [count, height, width] : [pixels];
  const dtype = depth === 32 ? 'float32' : depth === 16 ? 'uint16' : 'uint8';
  const arrays: ArrayHeader[] = [{ name: 'images', shape: [...shape, channels], dtype }];
  if (labelled) arrays.push({ name: 'masks', shape, dtype: maskBytes === 2 ? 'uint16' : 'uint8' });
  if (!uniform) arrays.push({ name: 'sizes', shape: [count, 2], dtype: 'int32' });
  return [...arrays, { name: 'names', shape: [count], dtype: 'string' }];
}

function sizesOf(pairs: readonly PlannedPair[]): Slab {
  const sizes = pairs.flatMap(({ header: { height, width, pages } }) => Array(pages).fill([height, width]));
  return { name: 'sizes', data: Int32Array.from(sizes.flat()), categories: null };
}

function namesOf(pairs: readonly PlannedPair[], titleOf: (pair: PlannedPair) => string): Slab {
  const titles = pairs.flatMap((pair) =>
    Array.from({ length: pair.header.pages }, (_, page) =>
      pair.header.pages > 1 ? `${titleOf(pair)}#${page + 1}` : titleOf(pair),
    ),
  );
  const encoder = createCategoryEncoder(titles.length, 'names');
  for (const title of titles) encoder.add(title);
  const { data, categories } = encoder.finish('names', [titles.length]);
  return { name: 'names', data, categories };
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

/** The error of a picture that was sound when it was read before. */
function changed(name: string, { paths, message }: ImageProblem): AnnealError {
  return new AnnealError('file-format', sentence(`${name} has changed while it was read: ${message}`), {
    place: paths[0],
    received: message,
    remedy: 'Open it again when nothing writes to it any more.',
  });
}
