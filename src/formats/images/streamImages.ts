/** Streams a planned set: pairs are read and decoded in batches, several at once, and handed out in their order. */
import type { DatasetWarning } from '../../protocol/datasets';
import { type ImageProblem, masksOf } from '../imageFiles';
import { inOrder } from '../inOrder';
import type { ReadWatch, Slab } from '../openedFile';
import { type BatchedPair, type ImageBatch, pixelsOf } from './decodeBatch';
import type { Decoders } from './decoders';
import { canBeSent, type ImageEntry, pictureOf, readPictures } from './entries';
import { type LabelColours, nameColour } from './maskLabels';
import type { ImagePlan, PlannedPair } from './plan';
import { conversionWarnings } from './remarks';

/** Of a batch: enough that reading and sending it is little beside decoding it, little enough for many at once. */
const BATCH_BYTES = 1 << 21;
const BATCH_PAIRS = 128;

/** Of the batches under way; a batch of one picture may take more. */
const MAX_BYTES = 1 << 27;

/** What has been found so far. */
export interface Found {
  sound: PlannedPair[];
  problems: ImageProblem[];
  colours: LabelColours;
  marked: boolean;
}

export interface Wanted {
  images: boolean;
  masks: boolean;
  /** Labels count objects, and become foreground. */
  objects: boolean;
}

/**
 * Slabs of `images` and `masks` in turn, as they are wanted.
 * @param found is added to.
 * @throws AnnealError `out-of-memory`, `cancelled`.
 */
export async function* streamPairs(
  name: string,
  plan: ImagePlan,
  pairs: readonly PlannedPair[],
  entries: ReadonlyMap<string, ImageEntry>,
  wanted: Wanted,
  decoders: Decoders,
  found: Found,
  { signal, onProgress }: ReadWatch = {},
): AsyncGenerator<Slab> {
  const pairBytes = ({ header }: PlannedPair) =>
    pixelsOf(header) * ((plan.channels * plan.depth) / 8 + (plan.labelled ? plan.maskBytes : 0));
  const decode = async (batch: readonly PlannedPair[]) =>
    decoders.decode(await batchOf(batch, plan, entries, wanted));
  const weigh = (batch: readonly PlannedPair[]) => batch.reduce((sum, pair) => sum + pairBytes(pair), 0);
  const width = { pieces: decoders.width, weight: MAX_BYTES };
  let done = 0;
  for await (const [batch, decoded] of inOrder(
    batchesOf(pairs, pairBytes),
    decode,
    width,
    name,
    signal,
    weigh,
  )) {
    const { images, masks, problems } = decoded;
    for (const [index, pair] of batch.entries()) {
      const problem = problems[index];
      if (problem) found.problems.push(problem);
      else found.sound.push(pair);
    }
    for (const [label, colour] of decoded.colours) nameColour(found.colours, label, colour);
    found.marked ||= decoded.marked;
    if (images.length > 0) yield { name: 'images', data: images, categories: null };
    if (masks.length > 0) yield { name: 'masks', data: masks, categories: null };
    done += batch.length;
    onProgress?.(done, pairs.length);
  }
}

function* batchesOf(
  pairs: readonly PlannedPair[],
  bytesOf: (pair: PlannedPair) => number,
): Generator<PlannedPair[]> {
  let batch: PlannedPair[] = [];
  let bytes = 0;
  for (const pair of pairs) {
    if (batch.length > 0 && (batch.length === BATCH_PAIRS || bytes + bytesOf(pair) > BATCH_BYTES)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(pair);
    bytes += bytesOf(pair);
  }
  if (batch.length > 0) yield batch;
}

async function batchOf(
  batch: readonly PlannedPair[],
  { channels, depth, maskBytes }: ImagePlan,
  entries: ReadonlyMap<string, ImageEntry>,
  wanted: Wanted,
): Promise<ImageBatch> {
  const paths = batch.flatMap((pair) => [
    ...(wanted.images ? [pair.image] : []),
    ...(wanted.masks ? masksOf(pair) : []),
  ]);
  const found = [...new Set(paths)].map((path) => pictureOf(entries.get(path)!));
  // Reading takes a thread's time as well: whoever decodes reads what can be sent.
  const pictures = found.every(canBeSent) ? found : await readPictures(found);
  const byPath = new Map(pictures.map((picture) => [picture.path, picture]));
  const pairs = batch.map(
    ({ image, mask, more, header }): BatchedPair => ({
      image: wanted.images ? byPath.get(image)! : null,
      mask: wanted.masks && mask !== null ? byPath.get(mask)! : null,
      ...(wanted.masks && more && { more: more.map((path) => byPath.get(path)!) }),
      header,
    }),
  );
  return { pairs, kind: { channels, depth }, maskBytes, objects: wanted.objects };
}

/** What is told of pictures that were decoded. */
export function decodedWarnings({ sound, colours, marked }: Found, plan: ImagePlan): DatasetWarning[] {
  const headers = sound.map(({ header }) => header);
  const warnings = conversionWarnings(headers, plan, colours);
  if (plan.labelled && !marked) {
    warnings.push({ code: 'masks-empty', message: 'No mask marks a single pixel: every label is 0' });
  }
  return warnings;
}
