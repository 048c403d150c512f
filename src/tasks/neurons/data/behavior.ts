/** Behaviour of a session: an array as it is, or what the session's transforms make of its arrays, one beside the other. */
import type { DatasetReader } from '../../../engine/data/datasetReader';
import { type ArrayOutline, sizeOf } from '../../../formats/arrays';
import { AnnealError } from '../../../protocol/errors';
import type { Transform } from '../transformConfig';
import { averaged } from './resampling';
import { type Series, transformed } from './seriesOps';
import { arrayCalled } from './sessionArrays';
import { readNumbers } from './sessionValues';

export interface Behavior {
  /** float32 [bins, width]. */
  values: Float32Array;
  width: number;
}

export interface BehaviorSource {
  session: string;
  named: ReadonlyMap<string, ArrayOutline>;
  transforms: Readonly<Record<string, Transform>>;
  /** Bins that become one, and those of the session after it. */
  factor: number;
  bins: number;
  /** Bins that it is older than the spikes. */
  lag: number;
}

/**
 * Of the bins that behaviour lags behind nothing is known at the beginning: NaN.
 * @returns null without behaviour.
 * @throws AnnealError `data-not-found` for a source that the session lacks; `config-invalid` for transforms of one name
 *   that do not stand beside each other; `data-mismatch` for a source of another length.
 */
export async function readBehavior(data: DatasetReader, source: BehaviorSource): Promise<Behavior | null> {
  const made = Object.entries(source.transforms).filter(([, { exposeAs }]) => exposeAs === 'behavior');
  const parts: Series[] = [];
  for (const [name, { source: from, ops }] of made) {
    const array = sourceArray(source, name, from);
    parts.push(ops.reduce(transformed, await seriesOf(data, array, source)));
  }
  const plain = arrayCalled(source.named, 'behavior');
  if (made.length === 0) {
    if (!plain) return null;
    parts.push(await seriesOf(data, plain, source));
  }
  if (parts.length > 1 && made.some(([, { concatenate }]) => !concatenate)) {
    throw new AnnealError('config-invalid', 'Several transforms make the behaviour.', {
      place: 'dataset.transforms',
      received: made.map(([name]) => name).join(', '),
      remedy: 'Set concatenate in each, and their values stand beside each other; or keep one.',
    });
  }
  return late(besideEachOther(parts, source.bins), source.lag);
}

/** @throws AnnealError `data-not-found`. */
export function sourceArray(
  { session, named }: Pick<BehaviorSource, 'session' | 'named'>,
  transform: string,
  from: string,
): ArrayOutline {
  const array = arrayCalled(named, from);
  if (array) return array;
  throw new AnnealError('data-not-found', `Session ${session} has no array \`${from}\` to transform.`, {
    place: `dataset.transforms.${transform}.source`,
    received: from,
    remedy: `It has: ${[...named.keys()].join(', ')}.`,
  });
}

async function seriesOf(
  data: DatasetReader,
  array: ArrayOutline,
  { session, bins, factor }: BehaviorSource,
): Promise<Series> {
  const [length = 0, ...rest] = array.shape;
  if (Math.floor(length / factor) !== bins || array.categories) {
    throw new AnnealError(
      'data-mismatch',
      `\`${array.name}\` of session ${session} has no value for each bin.`,
      {
        place: array.name,
        received: array.categories ? 'text' : `shape [${array.shape.join(', ')}]`,
        remedy: `Give it the shape [${bins * factor}, values].`,
      },
    );
  }
  const channels = sizeOf(rest);
  const values = averaged(await readNumbers(data, array), channels, factor);
  return { values, bins, height: 1, width: 1, channels };
}

function besideEachOther(parts: readonly Series[], bins: number): Behavior {
  const [only] = parts;
  const width = parts.reduce((sum, { channels }) => sum + channels, 0);
  if (only && parts.length === 1) return { values: only.values, width };
  const values = new Float32Array(bins * width);
  let first = 0;
  for (const part of parts) {
    for (let bin = 0; bin < bins; bin++) {
      values.set(part.values.subarray(bin * part.channels, (bin + 1) * part.channels), bin * width + first);
    }
    first += part.channels;
  }
  return { values, width };
}

function late({ values, width }: Behavior, lag: number): Behavior {
  if (lag === 0) return { values, width };
  const later = new Float32Array(values.length).fill(Number.NaN);
  later.set(
    values.subarray(0, Math.max(0, values.length - lag * width)),
    Math.min(lag * width, values.length),
  );
  return { values: later, width };
}
