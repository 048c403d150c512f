/** Molecules as the arrays of a dataset, for tests: padded, with whatever is to be wrong about them. */
import { setOf } from '../../../engine/data/arrays.fixture';
import type { ArraySet, NamedArray } from '../../../formats/arrays';
import type { Molecule } from '../molecule';

export function array(
  name: string,
  dtype: NamedArray['dtype'],
  shape: number[],
  values: ArrayLike<number>,
): NamedArray {
  const own = Array.from(values);
  switch (dtype) {
    case 'float64':
      return { name, dtype, shape, data: Float64Array.from(own), categories: null };
    case 'int64':
      return { name, dtype, shape, data: BigInt64Array.from(own, BigInt), categories: null };
    case 'int32':
      return { name, dtype, shape, data: Int32Array.from(own), categories: null };
    case 'uint8':
      return { name, dtype, shape, data: Uint8Array.from(own), categories: null };
    default:
      return { name, dtype: 'float32', shape, data: Float32Array.from(own), categories: null };
  }
}

/** Text, null where it is missing. */
export function textArray(name: string, texts: readonly (string | null)[]): NamedArray {
  const categories = [...new Set(texts.filter((text) => text !== null))];
  const codes = Int32Array.from(texts, (text) => (text === null ? -1 : categories.indexOf(text)));
  return { name, dtype: 'int32', shape: [texts.length], data: codes, categories };
}

/** By the keys of DCMNet's files. @param atoms that a row holds, with padding. */
export function moleculeSetArrays(
  molecules: readonly Molecule[],
  { atoms = 0, points = 0 }: { atoms?: number; points?: number } = {},
): ArraySet {
  const n = molecules.length;
  const width = Math.max(atoms, ...molecules.map(({ atomicNumbers }) => atomicNumbers.length));
  const length = Math.max(points, ...molecules.map(({ grid }) => grid.length / 3));
  const rows = (size: number, padding: number, of: (molecule: Molecule) => ArrayLike<number>) =>
    molecules.flatMap((molecule) => {
      const own = Array.from(of(molecule));
      return [...own, ...Array<number>(size - own.length).fill(padding)];
    });
  return setOf(
    array(
      'R',
      'float32',
      [n, width, 3],
      rows(3 * width, 0, ({ positions }) => positions),
    ),
    array(
      'Z',
      'int32',
      [n, width],
      rows(width, 0, ({ atomicNumbers }) => atomicNumbers),
    ),
    array(
      'N',
      'int32',
      [n, 1],
      rows(1, 0, ({ atomicNumbers }) => [atomicNumbers.length]),
    ),
    array(
      'mono',
      'float32',
      [n, width],
      rows(width, 0, ({ monopoles }) => monopoles ?? []),
    ),
    array(
      'esp',
      'float32',
      [n, length],
      rows(length, 0, ({ potential }) => potential),
    ),
    array(
      'vdw_surface',
      'float32',
      [n, length, 3],
      rows(3 * length, 10000, ({ grid }) => grid),
    ),
    array(
      'n_grid',
      'int32',
      [n],
      rows(1, 0, ({ grid }) => [grid.length / 3]),
    ),
    array(
      'Dxyz',
      'float32',
      [n, 3],
      rows(3, 0, ({ dipole }) => dipole ?? [0, 0, 0]),
    ),
    array(
      'com',
      'float32',
      [n, 3],
      rows(3, 0, ({ origin }) => origin),
    ),
  );
}

/** The same with some arrays changed, added, or (null) taken away. */
export function withArrays(arrays: ArraySet, changes: Readonly<Record<string, NamedArray | null>>): ArraySet {
  const changed = new Map(arrays);
  for (const [name, own] of Object.entries(changes)) {
    if (own) changed.set(own.name, own);
    else changed.delete(name);
  }
  return changed;
}

/** The same with the values of one array changed. */
export function withValues(arrays: ArraySet, name: string, change: (values: number[]) => void): ArraySet {
  const { dtype, shape, data } = arrays.get(name)!;
  const values = Array.from(data, Number);
  change(values);
  return withArrays(arrays, { [name]: array(name, dtype, shape, values) });
}

export function withValue(arrays: ArraySet, name: string, index: number, value: number): ArraySet {
  return withValues(arrays, name, (values) => {
    values[index] = value;
  });
}
