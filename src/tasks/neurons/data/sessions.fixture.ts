/** Small recordings for the tests of this folder, by the arrays that a test cares about. */
import { type DatasetReader, residentData } from '../../../engine/data/datasetReader';
import { type NamedArray, type NumericArray, sizeOf } from '../../../formats/arrays';
import type { DType } from '../../../protocol/datasets';
import { neuronsDatasetSchema } from '../datasetConfig';
import type { GatherOptions } from './gathering';

type Given = [shape: number[], values: (index: number) => number, dtype?: DType];

function valuesOf(dtype: DType, length: number, values: (index: number) => number): NumericArray {
  const all = Array.from({ length }, (_, i) => values(i));
  if (dtype === 'uint8') return Uint8Array.from(all);
  return dtype === 'int32' ? Int32Array.from(all) : Float32Array.from(all);
}

export function array(name: string, [shape, values, dtype = 'float32']: Given): NamedArray {
  return { name, dtype, shape, data: valuesOf(dtype, sizeOf(shape), values), categories: null };
}

/** Arrays of sessions by `session/key`. */
export function recordings(given: Record<string, Given>): DatasetReader {
  return residentData(new Map(Object.entries(given).map(([name, one]) => [name, array(name, one)])));
}

/** A session of forty bins, 4 × 4 pixels, two values of behaviour and two units that spike. */
export function session(name: string, others: Record<string, Given | null> = {}): Record<string, Given> {
  const all: Record<string, Given | null> = {
    stim: [[40, 4, 4], (i) => i % 256, 'uint8'],
    robs: [[40, 2], (i) => i % 3, 'uint8'],
    behavior: [[40, 2], (i) => i / 80],
    ...others,
  };
  return Object.fromEntries(
    Object.entries(all).flatMap(([key, one]) => (one ? [[`${name}/${key}`, one] as const] : [])),
  );
}

export function gathering(
  dataset: Parameters<typeof neuronsDatasetSchema.parse>[0] = {},
  others: Partial<Omit<GatherOptions, 'dataset' | 'needs'>> & Partial<GatherOptions['needs']> = {},
): GatherOptions {
  const { seed = 1, history = 3, ...needs } = others;
  return {
    dataset: neuronsDatasetSchema.parse(dataset),
    seed,
    history,
    needs: { sees: true, adapts: false, behaves: true, ...needs },
  };
}
