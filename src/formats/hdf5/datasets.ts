/** Offers of datasets: an array of numbers or text, or the fields of records. */
import { printable } from '../../protocol/printable';
import { sizeOf } from '../arrays';
import type { ByteSource } from '../byteSource';
import type { PlainValues } from '../openedFile';
import { streamPlain } from '../values';
import { type Attributes, attributesOf } from './attributes';
import { fixedTexts, type Leaf } from './leaves';
import type { MountedHdf5 } from './library';
import { type Offer, offerOf, type Part } from './offer';
import { unpackingOf } from './packed';
import { findPlain } from './plain';
import type { Hdf5Dataset, Hdf5Tree } from './tree';

/** What everybody needs who makes an offer. */
export interface Hdf5Context {
  mounted: MountedHdf5;
  tree: Hdf5Tree;
  bytes: ByteSource;
  isNetcdf: boolean;
  attributes(path: string): Attributes;
  skip(name: string, reason: string): void;
}

export function contextOf(mounted: MountedHdf5, tree: Hdf5Tree, bytes: ByteSource): Hdf5Context {
  return {
    mounted,
    tree,
    bytes,
    isNetcdf: attributesOf(mounted, '/').has('_NCProperties'),
    attributes: (path) => attributesOf(mounted, path),
    skip(name, reason) {
      tree.notes.push({
        code: 'skipped',
        message: `\`${printable(name)}\` was left out: ${printable(reason)}`,
      });
    },
  };
}

/** What netCDF writes for an axis that has a length and no values. */
const NO_VARIABLE = 'This is a netCDF dimension but not a netCDF variable';

export function datasetOffers(context: Hdf5Context, dataset: Hdf5Dataset): Offer[] {
  const { mounted } = context;
  const { name, raw, leaves, filters } = dataset;
  if (raw.shape.length === 0) {
    context.skip(name, 'it is a single value');
    return [];
  }
  const attributes = context.attributes(raw.path);
  if (attributes.text('NAME')?.startsWith(NO_VARIABLE)) return [];
  for (const { path, what } of leaves.skipped) context.skip([name, ...path].join('/'), `it holds ${what}`);
  const words: string[] = [];
  const parts = leaves.leaves.map((leaf): Part => partOf(context, dataset, leaf, attributes, words));
  if (parts.length === 0) return [];
  const offer = offerOf(mounted, raw, parts, filters);
  const [only] = leaves.leaves;
  const isRecord = only!.path.length > 0;
  const canStay = parts.length === 1 && !parts[0]!.finish && !isRecord;
  const said = { ...offer, words };
  if (!canStay) return [{ ...said, ...(isRecord && { table: printable(name) }) }];
  return [withPlace(said, () => findPlain(mounted, dataset, context.bytes))];
}

/** Values that lie in the file as they are need no library to be read. */
function withPlace(offer: Offer, find: () => PlainValues | null): Offer {
  let place: PlainValues | null | undefined;
  const plain = () => {
    if (place === undefined) place = find();
    return place;
  };
  return {
    ...offer,
    plain,
    async *stream(names, file, watch) {
      const found = plain();
      const [{ name, shape } = unnamed] = offer.arrays;
      if (!found) yield* offer.stream(names, file, watch);
      else
        for await (const data of streamPlain(found, sizeOf(shape), file, watch))
          yield { name, data, categories: null };
    },
  };
}

const unnamed = { name: '', shape: [0] };

function partOf(
  { isNetcdf }: Hdf5Context,
  { name, raw }: Hdf5Dataset,
  leaf: Leaf,
  attributes: Attributes,
  words: string[],
): Part {
  const own = printable([name, ...leaf.path].join('/'));
  const shape = [...raw.shape, ...leaf.dims];
  if (leaf.values.read === 'text') {
    const length = shape.at(-1)!;
    const isLetters =
      isNetcdf && leaf.bytes === 1 && raw.hasPointers === false && shape.length > 1 && length > 0;
    if (!isLetters) return { header: { name: own, shape, dtype: 'string' }, leaf };
    // netCDF writes texts as single letters, with an axis for their length.
    const values: Leaf['values'] = { read: 'text', decode: (bytes) => fixedTexts(bytes, length) };
    const header = { name: own, shape: shape.slice(0, -1), dtype: 'string' as const };
    return { header, leaf: { ...leaf, bytes: length, values }, recordBytes: length };
  }
  if (leaf.values.word) words.push(`\`${own}\` holds ${leaf.values.word}`);
  const { dtype } = leaf.values;
  const unpacking =
    leaf.path.length > 0 || dtype === 'bool' ? null : unpackingOf(attributes, dtype, isNetcdf);
  const units = attributes.text('units');
  if (units && /\bsince\b/.test(units)) words.push(`\`${own}\` is in ${printable(units)}`);
  if (!unpacking) return { header: { name: own, shape, dtype }, leaf };
  if (unpacking.word) words.push(`\`${own}\` is unpacked: ${unpacking.word}`);
  return { header: { name: own, shape, dtype: unpacking.dtype }, leaf, finish: unpacking.finish };
}
