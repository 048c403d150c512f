/** Walks the groups of an HDF5 file: which datasets are there, each once, and what cannot be read of it. */
import type { Metadata } from 'h5wasm';
import type { DatasetWarning } from '../../protocol/datasets';
import { printable } from '../../protocol/printable';
import { parseDatatype, type StoredType } from './datatype';
import { type Leaves, leavesOf } from './leaves';
import type { MountedHdf5 } from './library';
import { createHeaderReader, externalFiles, type HeaderReader, messageTypes } from './objectHeader';
import { isReadable } from './plugins';
import { pointersIn, type RawDataset } from './rows';

export interface Hdf5Dataset {
  kind: 'dataset';
  /** Path without the leading slash. */
  name: string;
  raw: RawDataset;
  metadata: Metadata;
  type: StoredType;
  leaves: Leaves;
  filters: number[];
}

export interface Hdf5Group {
  kind: 'group';
  name: string;
  path: string;
  children: Map<string, Hdf5Node>;
}

export type Hdf5Node = Hdf5Dataset | Hdf5Group;

export interface Hdf5Tree {
  root: Hdf5Group;
  notes: DatasetWarning[];
  /** Datasets by path. */
  at(path: string): Hdf5Node | null;
}

/** No real file nests this deep. */
const MAX_DEPTH = 32;
const MAX_ENTRIES = 5000;
const MAX_NOTES = 50;
/** More than deflate can do, and too much to be taken for honest zeros. */
const BOMB_RATIO = 2000;
const BOMB_BYTES = 2 ** 30;

/** Every dataset of at least one value, in the order of the file, and notes about everything else. */
export function walkHdf5(mounted: MountedHdf5, superblock: number, fileBytes: number): Hdf5Tree {
  const { module, file, readAt } = mounted;
  const id = file.file_id;
  const headers = createHeaderReader((address, length) => readAt(superblock + address, length));
  const notes: DatasetWarning[] = [];
  const known = new Map<bigint, string>();
  const links: { name: string; path: string; target: string; parent: Hdf5Group; key: string }[] = [];
  let unsaid = 0;
  let count = 0;
  let cut: string | null = null;

  const skip = (name: string, reason: string) => {
    if (notes.length >= MAX_NOTES) unsaid++;
    else
      notes.push({ code: 'skipped', message: `\`${printable(name)}\` was left out: ${printable(reason)}` });
  };

  /** Where the object lies, which is what it is known by. */
  const addressOf = (path: string): bigint => {
    const bytes = module.create_object_reference(id, path);
    return new DataView(Uint8Array.from(bytes).buffer).getBigUint64(0, true);
  };

  function visit(group: Hdf5Group, depth: number): void {
    for (const key of module.get_names(id, group.path, false)) {
      if (cut !== null) return;
      const path = `${group.path === '/' ? '' : group.path}/${key}`;
      const name = path.slice(1);
      try {
        open(group, key, path, name, depth);
      } catch (thrown) {
        skip(name, `it cannot be read (${reasonOf(thrown)})`);
      }
    }
  }

  function open(parent: Hdf5Group, key: string, path: string, name: string, depth: number): void {
    const { filename } = module.get_external_link(id, path);
    if (filename !== undefined) {
      skip(name, `it is a link into another file, ${filename}`);
      return;
    }
    const target = module.get_symbolic_link(id, path);
    // What a link names is listed where it lies; only afterwards it is known whether it lies in this file.
    if (target !== null) links.push({ name, path, target, parent, key });
    else add(parent, key, path, name, depth);
  }

  function add(parent: Hdf5Group, key: string, path: string, name: string, depth: number): void {
    const type = module.get_type(id, path);
    const isGroup = type === module.H5G_GROUP;
    if (!isGroup && type !== module.H5G_DATASET) return;
    const address = addressOf(path);
    const same = known.get(address);
    if (same !== undefined) {
      const what = isGroup ? 'group' : 'array';
      skip(name, `it is the same ${what} as \`${same || '/'}\`, which is listed itself`);
      return;
    }
    known.set(address, name);
    if (isGroup) {
      if (depth >= MAX_DEPTH) {
        skip(name, `it lies more than ${MAX_DEPTH} groups deep`);
        return;
      }
      const group: Hdf5Group = { kind: 'group', name, path, children: new Map() };
      parent.children.set(key, group);
      visit(group, depth + 1);
      return;
    }
    if (count === MAX_ENTRIES) {
      cut = name;
      return;
    }
    const dataset = describe(path, name, Number(address));
    if (typeof dataset === 'string') {
      skip(name, dataset);
      return;
    }
    count++;
    parent.children.set(key, dataset);
  }

  /** @returns why it cannot be read. */
  function describe(path: string, name: string, address: number): Hdf5Dataset | string {
    const metadata = module.get_dataset_metadata(id, path);
    const { shape, size, chunks, virtual_sources: sources } = metadata;
    if (shape === null) return 'it is empty';
    const missing = (sources ?? []).filter(
      ({ file_name, dset_name }) =>
        file_name !== '.' || module.get_type(id, dset_name) !== module.H5G_DATASET,
    );
    if (missing.length > 0) {
      const names = missing.map(({ file_name, dset_name }) => (file_name === '.' ? dset_name : file_name));
      return `${elsewhere(names)}; save it with its values: file["X"] = source["X"][:] with h5py`;
    }
    const bytes = shape.reduce((product, length) => product * length, size);
    if (bytes > BOMB_BYTES && bytes > fileBytes * BOMB_RATIO) {
      return `it would take ${(bytes / 2 ** 30).toFixed(1)} GiB, and the whole file has ${fileBytes} bytes; save a part of it`;
    }
    const stored = storedType(headers, address);
    if (typeof stored === 'string') return stored;
    const filters = module.get_dataset_filters(id, path);
    const foreign = filters.find(({ id: filter }) => !isReadable(filter));
    if (foreign) {
      const filter = foreign.name || `filter ${foreign.id}`;
      return `it is compressed by "${filter}", which is not at hand; save it with compression="gzip"`;
    }
    const leaves = leavesOf(stored, metadata);
    const hasPointers = pointersIn(metadata);
    const raw = { path, shape, itemBytes: size, chunks, hasPointers, complains: leaves.complains };
    return {
      kind: 'dataset',
      name,
      raw,
      metadata,
      type: stored,
      leaves,
      filters: filters.map((filter) => filter.id),
    };
  }

  function follow({ name, path, target, parent, key }: (typeof links)[number]): void {
    try {
      if (module.get_type(id, path) === module.H5G_LINK) throw new Error('nothing there');
      const same = known.get(addressOf(path));
      if (same === undefined) add(parent, key, path, name, MAX_DEPTH);
      else skip(name, `it is a link to \`${same || '/'}\`, which is listed itself`);
    } catch {
      skip(name, `it is a link to ${target}, which is not there`);
    }
  }

  const root: Hdf5Group = { kind: 'group', name: '', path: '/', children: new Map() };
  known.set(addressOf('/'), '');
  visit(root, 0);
  for (const link of links) follow(link);
  if (unsaid > 0) notes.push({ code: 'skipped', message: `${unsaid} more were left out for such reasons` });
  if (cut !== null) {
    const message = `Only the first ${MAX_ENTRIES} arrays are listed: \`${printable(cut)}\` and what follows was left out; save the arrays that belong together as one, with an axis more`;
    notes.push({ code: 'skipped', message });
  }
  return { root, notes, at: (path) => nodeAt(root, path) };
}

function storedType(headers: HeaderReader, address: number): StoredType | string {
  try {
    const messages = headers.messages(address);
    const external = messages.find(({ type }) => type === messageTypes.external);
    if (external) return elsewhere(externalFiles(headers, external.data));
    const datatype = messages.find(({ type }) => type === messageTypes.datatype);
    if (!datatype) return 'its type is not stored with it';
    return parseDatatype(datatype.data);
  } catch (thrown) {
    return `its type is not understood (${reasonOf(thrown)})`;
  }
}

function elsewhere(files: readonly string[]): string {
  const names = [...new Set(files)];
  const listed = names.slice(0, 5).join(', ') + (names.length > 5 ? ` and ${names.length - 5} more` : '');
  return `its values lie in other files, which are not read with it: ${listed}`;
}

function nodeAt(root: Hdf5Group, path: string): Hdf5Node | null {
  let node: Hdf5Node | undefined = root;
  for (const key of path.split('/').filter((part) => part !== '')) {
    node = node?.kind === 'group' ? node.children.get(key) : undefined;
  }
  return node ?? null;
}

/** The innermost line of HDF5's stack says what went wrong. */
export function reasonOf(thrown: unknown): string {
  const account = thrown instanceof Error ? thrown.message : String(thrown);
  const lines = account.split('\n').filter((line) => /^\s*#\d+:/.test(line));
  return lines.at(-1)?.replace(/^.*?\(\): /, '') ?? account.split('\n')[0]!;
}
