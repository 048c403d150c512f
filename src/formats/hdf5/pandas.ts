/**
 * Tables that pandas wrote (`DataFrame.to_hdf`): columns by name, the index left aside. Names of columns are kept as pickles,
 * of which only lists of texts and whole numbers are read and nothing is ever called.
 */
import { printable } from '../../protocol/printable';
import { sizeOf } from '../arrays';
import { gather, timesOf } from '../values';
import type { Attributes } from './attributes';
import type { Hdf5Context } from './datasets';
import type { Leaf } from './leaves';
import { type Offer, offerOf, type Part } from './offer';
import { readWhole } from './rows';
import type { Hdf5Dataset, Hdf5Group } from './tree';

export function pandasOffers(context: Hdf5Context, group: Hdf5Group): Offer[] | null {
  const attributes = context.attributes(group.path);
  const kind = attributes.text('pandas_type');
  if (kind === null) return null;
  if (/table|appendable/.test(kind)) return tableOffers(context, group, attributes);
  if (kind === 'frame') return frameOffers(context, group, attributes);
  if (kind === 'series') return seriesOffers(context, group);
  context.skip(group.name, `it is a "${kind}" of pandas; save it with to_hdf(..., format="table")`);
  return [];
}

/** `format="table"`: records whose fields are columns, or blocks of columns of one type. */
function tableOffers(context: Hdf5Context, group: Hdf5Group, own: Attributes): Offer[] {
  const table = group.children.get('table');
  if (table?.kind !== 'dataset') return [];
  const attributes = context.attributes(table.raw.path);
  const words: string[] = [];
  const nanText = own.text('nan_rep') ?? 'nan';
  const columns = new Map<string, Part>();
  for (const { path, what } of table.leaves.skipped)
    context.skip([group.name, ...path].join('/'), `it holds ${what}`);
  for (const leaf of table.leaves.leaves) {
    const [field = ''] = leaf.path;
    if (field === 'index') continue;
    const isTime = /^datetime64|^timedelta64/.test(attributes.text(`${field}_dtype`) ?? '');
    const names = /^values_block_\d+$/.test(field)
      ? pickledNames(attributes.text(`${field}_kind`) ?? '')
      : [field];
    const width = leaf.bytes * (sizeOf(leaf.dims) / Math.max(1, names.length));
    for (const [index, name] of names.entries()) {
      const own = { ...leaf, dims: [], offset: leaf.offset + index * width };
      const isCategory = attributes.text(`${field}_meta`) === 'category';
      const column = isCategory ? categoryLeaf(own, categoriesOf(context, group, field)) : own;
      if (column === null) {
        context.skip(
          `${group.name}/${name}`,
          'its categories cannot be read; save it as text with astype(str)',
        );
        continue;
      }
      columns.set(name, columnOf(group, name, table.raw.shape[0]!, column, { isTime, nanText }, words));
    }
  }
  const order = pickledNames(own.text('non_index_axes') ?? '');
  const inOrder = [...columns.keys()].sort((a, b) => rank(order, a) - rank(order, b));
  return [
    {
      ...offerOf(
        context.mounted,
        table.raw,
        inOrder.map((name) => columns.get(name)!),
        table.filters,
      ),
      table: printable(group.name),
      words,
    },
  ];
}

/** Texts of a categorical column, in the order of their codes; null where they cannot be read. */
function categoriesOf(context: Hdf5Context, group: Hdf5Group, field: string): string[] | null {
  const table = context.tree.at(`${group.path}/meta/${field}/meta/table`);
  if (table?.kind !== 'dataset') return null;
  const leaf = table.leaves.leaves.find(({ path }) => path[0] !== 'index');
  if (!leaf) return null;
  return readWhole(context.mounted, table.raw, (bytes, heap) => {
    const values = gather(bytes, table.raw.itemBytes, leaf.offset, leaf.bytes * sizeOf(leaf.dims));
    return leaf.values.read === 'text'
      ? leaf.values.decode(values, heap).map((text) => text ?? '')
      : Array.from([...leaf.values.decode(values.buffer)], String);
  });
}

/** Codes as the texts that they stand for; −1 is missing. */
function categoryLeaf(leaf: Leaf, categories: readonly string[] | null): Leaf | null {
  const { values } = leaf;
  if (values.read !== 'numbers' || categories === null) return null;
  const decode = (bytes: Uint8Array) =>
    Array.from([...values.decode(new Uint8Array(bytes).buffer)], (code) => categories[Number(code)] ?? null);
  return { ...leaf, values: { read: 'text', decode } };
}

/** `format="fixed"`: a matrix for each type of column. */
function frameOffers(context: Hdf5Context, group: Hdf5Group, attributes: Attributes): Offer[] {
  const order = namesIn(context, group, 'axis0');
  const rows = shapeOf(group, 'axis1')?.[0];
  const words: string[] = [];
  const offers: Offer[] = [];
  for (let block = 0; block < (attributes.number('nblocks') ?? 0); block++) {
    const values = group.children.get(`block${block}_values`);
    const names = namesIn(context, group, `block${block}_items`);
    if (values?.kind !== 'dataset' || names === null) {
      const why = 'its columns are named on several levels; name them on one';
      context.skip(`${group.name}/block${block}_values`, why);
      continue;
    }
    const own = context.attributes(values.raw.path);
    const [leaf] = values.leaves.leaves;
    const isRows = own.number('transposed') === 1 && values.raw.shape[1] === names.length;
    if (!leaf || !isRows || values.raw.shape[0] !== (rows ?? values.raw.shape[0])) {
      const what = leaf ? 'are laid out in another way' : 'hold Python objects, which are never loaded';
      context.skip(`${group.name}: ${names.join(', ')}`, `these columns ${what}; save with format="table"`);
      continue;
    }
    const isTime = /^(datetime|timedelta)64/.test(own.text('value_type') ?? '');
    const itemBytes = values.raw.itemBytes;
    const parts = names.map((name, index): Part => {
      const column = { ...leaf, offset: index * itemBytes };
      const part = columnOf(group, name, values.raw.shape[0]!, column, { isTime, nanText: 'nan' }, words);
      return { ...part, recordBytes: names.length * itemBytes };
    });
    offers.push(offerOf(context.mounted, values.raw, parts, values.filters));
  }
  return [merged(offers, order ?? [], printable(group.name), words)];
}

function seriesOffers(context: Hdf5Context, group: Hdf5Group): Offer[] {
  const values = group.children.get('values');
  if (values?.kind !== 'dataset') return [];
  const [leaf] = values.leaves.leaves;
  if (!leaf) {
    context.skip(group.name, 'it holds Python objects, which are never loaded; save with format="table"');
    return [];
  }
  const words: string[] = [];
  const isTime = /^(datetime|timedelta)64/.test(context.attributes(values.raw.path).text('value_type') ?? '');
  const part = columnOf(null, group.name, values.raw.shape[0]!, leaf, { isTime, nanText: 'nan' }, words);
  return [{ ...offerOf(context.mounted, values.raw, [part], values.filters), words }];
}

interface ColumnFacts {
  isTime: boolean;
  /** What stands for missing text. */
  nanText: string;
}

function columnOf(
  group: Hdf5Group | null,
  column: string,
  rows: number,
  leaf: Leaf,
  { isTime, nanText }: ColumnFacts,
  words: string[],
): Part {
  const name = printable(group ? `${group.name}/${column}` : column);
  if (leaf.values.read === 'text') {
    const { decode } = leaf.values;
    const values: Leaf['values'] = {
      read: 'text',
      decode: (bytes, heap) => decode(bytes, heap).map((text) => (text === nanText ? null : text)),
    };
    return { header: { name, shape: [rows], dtype: 'string' }, leaf: { ...leaf, values } };
  }
  if (!isTime) return { header: { name, shape: [rows], dtype: leaf.values.dtype }, leaf };
  words.push(`\`${name}\` holds times in ns (since 1970-01-01 where they are dates)`);
  return { header: { name, shape: [rows], dtype: 'float64' }, leaf, finish: timesOf };
}

/** Several blocks as one table, in the order of its columns. */
function merged(offers: readonly Offer[], order: readonly string[], table: string, words: string[]): Offer {
  const column = (name: string) => name.slice(table.length + 1);
  const arrays = offers
    .flatMap((offer) => offer.arrays)
    .sort((a, b) => rank(order, column(a.name)) - rank(order, column(b.name)));
  return {
    arrays,
    filters: offers.flatMap(({ filters }) => filters),
    table,
    words,
    async *stream(names, file, watch) {
      for (const offer of offers) {
        if (offer.arrays.some(({ name }) => names.includes(name))) yield* offer.stream(names, file, watch);
      }
    },
  };
}

function rank(order: readonly string[], name: string): number {
  const found = order.indexOf(name);
  return found < 0 ? order.length : found;
}

/** The names that an axis holds, as text or numbers; null where they are pickled or of several levels. */
function namesIn({ mounted }: Hdf5Context, group: Hdf5Group, key: string): string[] | null {
  const node = group.children.get(key);
  if (node?.kind !== 'dataset') return null;
  const [leaf] = node.leaves.leaves;
  if (!leaf) return null;
  return readTexts(mounted, node, leaf);
}

/** A small array as texts, numbers as they are written. */
export function readTexts(mounted: Hdf5Context['mounted'], dataset: Hdf5Dataset, leaf: Leaf): string[] {
  const { values } = leaf;
  return readWhole(mounted, dataset.raw, (bytes, heap) =>
    values.read === 'text'
      ? values.decode(bytes, heap).map((text) => text ?? '')
      : Array.from([...values.decode(new Uint8Array(bytes).buffer)], String),
  );
}

function shapeOf(group: Hdf5Group, key: string): number[] | null {
  const node = group.children.get(key);
  return node?.kind === 'dataset' ? node.raw.shape : null;
}

/** Texts and whole numbers of a pickle of protocol 0, which is lines: `Vname` is a text, `I3` a number, `a` appends. */
export function pickledNames(pickle: string): string[] {
  return pickle.split('\n').flatMap((line) => {
    const [, mark, rest = ''] = /^(?:[a(lt]*)([VSIL])(.*)$/.exec(line) ?? [];
    if (mark === 'V')
      return [
        rest.replace(/\\u([0-9a-f]{4})/gi, (_, code) => String.fromCharCode(Number.parseInt(code, 16))),
      ];
    if (mark === 'S') return [rest.replace(/^['"]|['"]$/g, '')];
    return mark ? [rest.replace(/L$/, '')] : [];
  });
}
