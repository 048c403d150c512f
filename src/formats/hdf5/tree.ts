/** Walks the groups of an HDF5 file and tells what of it can be read as arrays. */
import type { Dataset, Group, Metadata } from 'h5wasm';
import type { DatasetWarning, DType } from '../../protocol/datasets';
import type { MountedHdf5 } from './library';

/** How the values of a dataset become an array. */
export type Hdf5Kind =
  | { read: 'numbers'; dtype: DType }
  | { read: 'half' }
  | { read: 'bool' }
  | { read: 'text' }
  | { read: 'enum'; members: ReadonlyMap<number, string> };

export interface Hdf5Entry {
  /** Path without the leading slash. */
  name: string;
  dataset: Dataset;
  shape: number[];
  kind: Hdf5Kind;
}

/** Groups can contain each other through hard links; no real file nests this deep. */
const MAX_DEPTH = 16;
const MAX_ENTRIES = 5000;

/** Every array of at least one axis, in the order of the file, and notes about everything else. */
export function walkHdf5({ library, file }: MountedHdf5): { entries: Hdf5Entry[]; notes: DatasetWarning[] } {
  const entries: Hdf5Entry[] = [];
  const notes: DatasetWarning[] = [];
  const skip = (name: string, reason: string) =>
    notes.push({ code: 'skipped', message: `\`${name}\` was left out: ${reason}` });

  function visit(group: Group, depth: number): void {
    for (const key of group.keys()) {
      const item = group.get(key);
      const name = `${group.path}/${key}`.replace(/^\/+/, '');
      if (entries.length + notes.length >= MAX_ENTRIES) return;
      if (item instanceof library.Dataset) addDataset(name, item);
      else if (item instanceof library.Group) {
        // Typed as text, but null for what is no soft link.
        if (group.get_link(`/${name}`) !== null) skip(name, 'it is a link to a group that is listed itself');
        else if (depth >= MAX_DEPTH) skip(name, `it lies more than ${MAX_DEPTH} groups deep`);
        else visit(item, depth + 1);
      } else if (item !== null && 'target' in item)
        skip(name, `it is a link to ${item.target}, which is not there`);
      else if (item !== null && 'filename' in item)
        skip(name, `it is a link into another file, ${item.filename}`);
    }
  }

  function addDataset(name: string, dataset: Dataset): void {
    const { metadata } = dataset;
    const shape = metadata.shape;
    const kind = kindOf(metadata);
    if (typeof kind === 'string') skip(name, `it holds ${kind}`);
    else if (shape === null || shape.length === 0) skip(name, 'it is a single value');
    else {
      // h5wasm knows no 2-byte floats; told that they are integers, it hands out their bits.
      if (kind.read === 'half') metadata.type = INTEGER;
      entries.push({ name, dataset, shape, kind });
    }
  }

  visit(file, 0);
  return { entries, notes };
}

/** The dtype that the header of the array shows. */
export function dtypeOf(kind: Hdf5Kind): DType | 'string' {
  switch (kind.read) {
    case 'numbers':
      return kind.dtype;
    case 'half':
      return 'float16';
    case 'bool':
      return 'bool';
    case 'text':
    case 'enum':
      return 'string';
  }
}

// Classes of H5T_class_t: https://docs.hdfgroup.org/hdf5/v1_14/group___h5_t.html
const INTEGER = 0;
const FLOAT = 1;
const STRING = 3;
const ENUM = 8;

const otherClasses: Record<number, string> = {
  2: 'times',
  4: 'bit fields',
  5: 'opaque bytes',
  6: 'records (a compound type)',
  7: 'references',
  9: 'lists of varying length',
  10: 'arrays as elements',
};

/** How to read the type, or what it is in words when it cannot be read. */
function kindOf(metadata: Metadata): Hdf5Kind | string {
  const { type, size, signed, enum_type: enumType } = metadata;
  if (type === STRING) return { read: 'text' };
  if (type === FLOAT && size === 2) return { read: 'half' };
  if (type === FLOAT && (size === 4 || size === 8))
    return { read: 'numbers', dtype: size === 4 ? 'float32' : 'float64' };
  if (type === INTEGER) {
    const dtype = integerTypes[signed ? 'signed' : 'unsigned'].get(size);
    return dtype ? { read: 'numbers', dtype } : `integers of ${size} bytes`;
  }
  if (type === ENUM && enumType?.type === INTEGER) {
    // h5py and NumPy write booleans as an enumeration of these two.
    const { members } = enumType;
    if (enumType.nmembers === 2 && members.FALSE === 0 && members.TRUE === 1) return { read: 'bool' };
    return {
      read: 'enum',
      members: new Map(Object.entries(members).map(([name, value]) => [Number(value), name])),
    };
  }
  return otherClasses[type] ?? `values of ${size} bytes that are no plain numbers`;
}

const integerTypes = {
  signed: new Map<number, DType>([
    [1, 'int8'],
    [2, 'int16'],
    [4, 'int32'],
    [8, 'int64'],
  ]),
  unsigned: new Map<number, DType>([
    [1, 'uint8'],
    [2, 'uint16'],
    [4, 'uint32'],
    [8, 'uint64'],
  ]),
};
