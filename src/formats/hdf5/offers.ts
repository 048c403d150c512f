/** From what a file holds to the arrays that it offers: who wrote a group says how it is read. */
import type { ByteSource } from '../byteSource';
import {
  categoricalOffers,
  dataframeOffers,
  nullableOffers,
  sparseMatrixOffers,
  sparseOffers,
} from './anndata';
import { contextOf, datasetOffers, type Hdf5Context } from './datasets';
import type { MountedHdf5 } from './library';
import { matlabOffers } from './matlab73';
import type { Offer } from './offer';
import { pandasOffers } from './pandas';
import type { Hdf5Group, Hdf5Node, Hdf5Tree } from './tree';

const conventions: ((context: Hdf5Context, group: Hdf5Group) => Offer[] | null)[] = [
  pandasOffers,
  sparseOffers,
  categoricalOffers,
  nullableOffers,
  (context, group) => dataframeOffers(context, group, (node) => offersOf(context, node)),
  (context, group) => matlabSparseOffers(context, group),
  // MATLAB keeps what cells hold, and objects of its classes, in groups of their own.
  (_context, { name }) => (name === '#refs#' || name === '#subsystem#' ? [] : null),
  // PyTables keeps indexes of its tables beside them.
  (context, group) => (context.attributes(group.path).text('CLASS') === 'TINDEX' ? [] : null),
];

/** In the order of the file, but the table of AnnData's cells last: what is to be predicted is among its columns. */
export function offersIn(mounted: MountedHdf5, tree: Hdf5Tree, bytes: ByteSource): Offer[] {
  const context = contextOf(mounted, tree, bytes);
  const offers = offersOf(context, tree.root).filter(({ arrays }) => arrays.length > 0);
  const isAnnData = tree.root.children.has('obs') && tree.root.children.has('X');
  const isCell = ({ arrays }: Offer) => isAnnData && arrays.every(({ name }) => name.startsWith('obs/'));
  const inOrder = [...offers.filter((offer) => !isCell(offer)), ...offers.filter(isCell)];
  const found = inOrder.length === 1 ? inOrder.map(unprefixed) : inOrder;
  for (const message of found.flatMap(({ words = [] }) => words))
    tree.notes.push({ code: 'read-as', message });
  return found;
}

/** MATLAB's sparse matrices are columns, one after the other; how many rows there are an attribute says. */
function matlabSparseOffers(context: Hdf5Context, group: Hdf5Group): Offer[] | null {
  const rows = context.attributes(group.path).number('MATLAB_sparse');
  const starts = group.children.get('jc');
  if (rows === null || starts?.kind !== 'dataset') return null;
  const [data, indices] = ['data', 'ir'].map((key) => group.children.get(key));
  const parts = { data, indices, indptr: starts };
  return sparseMatrixOffers(context, group.name, 'csc', [rows, (starts.raw.shape[0] ?? 1) - 1], parts);
}

function offersOf(context: Hdf5Context, node: Hdf5Node): Offer[] {
  if (node.kind === 'dataset') return matlabOffers(context, node) ?? datasetOffers(context, node);
  for (const convention of conventions) {
    const offers = convention(context, node);
    if (offers) return offers;
  }
  return [...node.children.values()].flatMap((child) => offersOf(context, child));
}

/** Columns of the only table in a file go by their own names. */
function unprefixed(offer: Offer): Offer {
  const { table, stream } = offer;
  if (table === undefined) return offer;
  const own = (name: string) => name.slice(table.length + 1);
  const names = new Map(offer.arrays.map(({ name }) => [own(name), name]));
  return {
    ...offer,
    arrays: offer.arrays.map((header) => ({ ...header, name: own(header.name) })),
    words: offer.words?.map((word) => word.replaceAll(`\`${table}/`, '`')),
    async *stream(wanted, file, watch) {
      for await (const slab of stream(
        wanted.map((name) => names.get(name)!),
        file,
        watch,
      )) {
        yield { ...slab, name: own(slab.name) };
      }
    },
  };
}
