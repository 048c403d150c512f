/** Frames of a session: bytes as they are stored, or floats of the session's transform, read when they are needed. */
import type { DatasetReader } from '../../../engine/data/datasetReader';
import type { PixelType } from '../../../engine/kernels/images/packedPixels';
import type { ArrayOutline, NumericArray } from '../../../formats/arrays';
import { AnnealError } from '../../../protocol/errors';
import type { TransformOp } from '../transformConfig';
import { channelsAfter, isPointwise, transformed } from './seriesOps';
import type { FrameShape } from './sessionArrays';

/** Frames as they are stored, and what makes the values of them that the model sees: (pixel − shift) · scale. */
export interface Frames {
  height: number;
  width: number;
  channels: number;
  pixelType: PixelType;
  shift: number;
  scale: number;
  /** Frames from `start` to `end`, [frames, height, width, channels]. */
  read(start: number, end: number): Promise<Uint8Array | Float32Array>;
}

export interface FrameSource {
  array: ArrayOutline;
  shape: FrameShape;
  /** Bins that become one: of the frames of each the first is taken. */
  factor: number;
  /** After that. */
  bins: number;
}

/**
 * Bytes stay bytes through `pixelnorm` and `unsqueeze`. Other transforms make floats: of single values as they are read, else
 * all frames once, in memory.
 * @param ops null where nothing is said: `pixelnorm` for bytes, and other frames as they are.
 * @throws AnnealError `config-invalid` for a transform that frames do not have.
 */
export function openFrames(
  data: DatasetReader,
  source: FrameSource,
  ops: readonly TransformOp[] | null,
): Frames {
  const { shape, array, bins } = source;
  const { height, width } = shape;
  const bytes = array.dtype === 'uint8';
  const read = (start: number, end: number) => storedFrames(data, source, start, end);
  const wanted = (ops ?? (bytes ? [{ name: 'pixelnorm' as const }] : [])).filter(
    ({ name }) => name !== 'unsqueeze',
  );
  if (wanted.some(({ name }) => name === 'selectUnits')) {
    throw new AnnealError('config-invalid', 'selectUnits does not apply to frames.', {
      place: 'dataset.transforms',
      received: 'selectUnits',
      remedy: 'Leave it out; units are chosen by dataset.sessions.NAME.cids.',
    });
  }
  const [only] = wanted;
  const isNormed = only?.name === 'pixelnorm';
  if (wanted.length === 0 || (isNormed && wanted.length === 1)) {
    return {
      ...{ height, width, channels: shape.channels, pixelType: bytes ? 'uint8' : 'float32', read },
      // Brought to about ±0.5, on the device.
      ...(isNormed ? { shift: 127, scale: 1 / 255 } : { shift: 0, scale: 1 }),
    };
  }
  const channels = wanted.reduce((count, op) => channelsAfter(op, count), shape.channels);
  const made = async (start: number, end: number) => {
    const values = Float32Array.from(await read(start, end));
    const series = { values, bins: end - start, height, width, channels: shape.channels };
    return wanted.reduce(transformed, series).values;
  };
  let all: Promise<Float32Array> | null = null;
  const size = height * width * channels;
  return {
    ...{ height, width, channels, pixelType: 'float32', shift: 0, scale: 1 },
    async read(start, end) {
      if (wanted.every(isPointwise)) return made(start, end);
      all ??= made(0, bins);
      return (await all).subarray(start * size, end * size);
    },
  };
}

async function storedFrames(
  data: DatasetReader,
  { array, shape, factor }: FrameSource,
  start: number,
  end: number,
): Promise<Uint8Array | Float32Array> {
  const size = shape.height * shape.width * shape.channels;
  if (end <= start) return new Uint8Array(0);
  // Nothing is read after the last frame that is taken.
  const stored = await data.read(array.name, start * factor * size, ((end - 1) * factor + 1) * size);
  const values = plain(stored);
  if (factor === 1 && !shape.channelsFirst) return values;
  const frames =
    values instanceof Uint8Array
      ? new Uint8Array((end - start) * size)
      : new Float32Array((end - start) * size);
  const { channels } = shape;
  const pixels = size / channels;
  for (let frame = 0; frame < end - start; frame++) {
    const own = values.subarray(frame * factor * size, (frame * factor + 1) * size);
    if (!shape.channelsFirst) frames.set(own, frame * size);
    else
      for (let i = 0; i < size; i++)
        frames[frame * size + (i % pixels) * channels + Math.floor(i / pixels)] = own[i]!;
  }
  return frames;
}

function plain(values: NumericArray): Uint8Array | Float32Array {
  if (values instanceof Uint8Array || values instanceof Float32Array) return values;
  return Float32Array.from(values, Number);
}
