/**
 * MATLAB 7.3 files, which are HDF5 behind a header of 512 bytes: axes in the other order, text as numbers of characters,
 * cells as references into a group of their own. https://www.mathworks.com/help/matlab/import_export/mat-file-versions.html
 */
import { AnnealError } from '../../protocol/errors';
import { printable } from '../../protocol/printable';
import { type NumericArray, sizeOf } from '../arrays';
import { createCategoryEncoder } from '../categories';
import { throwIfAborted } from '../openedFile';
import { itemBytesOf, SLAB_BYTES, viewAs } from '../values';
import { numbersOf, plainDataset } from './anndata';
import type { Hdf5Context } from './datasets';
import type { Leaf } from './leaves';
import type { Offer } from './offer';
import { readBox, readWhole } from './rows';
import type { Hdf5Dataset } from './tree';

/** @returns null for a dataset that MATLAB did not write as an array of its own. */
export function matlabOffers(context: Hdf5Context, dataset: Hdf5Dataset): Offer[] | null {
  const attributes = context.attributes(dataset.raw.path);
  const kind = attributes.text('MATLAB_class');
  if (kind === null) return null;
  if (attributes.has('MATLAB_empty')) {
    context.skip(dataset.name, 'it is empty');
    return [];
  }
  if (kind === 'cell') return cellOffers(context, dataset);
  const plain = plainDataset(dataset);
  if (plain?.leaf.values.read !== 'numbers') {
    context.skip(dataset.name, `it is of the class "${kind}"`);
    return [];
  }
  if (kind === 'char')
    return [textOffer(dataset, () => linesOf(context, dataset, plain.leaf), lineCount(dataset))];
  return [transposedOffer(context, dataset, plain.leaf, kind === 'logical')];
}

/** Axes in the order of MATLAB; a row or a column is a list. */
function shapeOf({ raw }: Hdf5Dataset): number[] {
  const dims = [...raw.shape].reverse();
  return dims.length === 2 && (dims[0] === 1 || dims[1] === 1) ? [sizeOf(dims)] : dims;
}

/** Some of MATLAB's rows at a time, which are the last axis of the dataset. */
function transposedOffer(context: Hdf5Context, dataset: Hdf5Dataset, leaf: Leaf, isLogical: boolean): Offer {
  const { values } = leaf;
  if (values.read !== 'numbers') throw new AnnealError('internal', `${dataset.name} is no array of numbers.`);
  const { raw } = dataset;
  const name = printable(dataset.name);
  const dtype = isLogical ? 'bool' : values.dtype;
  const shape = shapeOf(dataset);
  const [rows = 1, ...inner] = [...raw.shape].reverse();
  return {
    arrays: [{ name, shape, dtype }],
    filters: dataset.filters,
    async *stream(_names, file, { onProgress, signal }) {
      const wide = dtype === 'float16' ? 'float32' : dtype;
      const width = sizeOf(inner);
      const outer = raw.shape.slice(0, -1);
      // Whole chunks, so that none is inflated twice.
      const chunk = raw.chunks?.at(-1) ?? 1;
      const step =
        Math.max(1, Math.ceil((2 * SLAB_BYTES) / Math.max(1, width * raw.itemBytes) / chunk)) * chunk;
      for (let start = 0; start < rows; start += step) {
        throwIfAborted(signal, file);
        const count = Math.min(step, rows - start);
        const box = { start: [...outer.map(() => 0), start], count: [...outer, count] };
        const read = readBox(context.mounted, raw, box, (bytes) =>
          values.decode(new Uint8Array(bytes).buffer),
        );
        yield {
          name,
          data: reversedAxes(read, viewAs(wide, new ArrayBuffer(read.length * itemBytesOf(wide))), box.count),
          categories: null,
        };
        onProgress?.(start + count, rows);
        await new Promise((resolve) => setTimeout(resolve));
      }
    },
  };
}

/** Values of an array to one whose axes come in the other order, both row-major. */
function reversedAxes(from: NumericArray, into: NumericArray, dims: readonly number[]): NumericArray {
  const at = dims.map(() => 0);
  const steps = dims.map((_, axis) => sizeOf(dims.slice(0, axis)));
  let to = 0;
  const isBig = into instanceof BigInt64Array || into instanceof BigUint64Array;
  for (let index = 0; index < from.length; index++) {
    if (isBig) into[to] = BigInt(from[index]!);
    else into[to] = Number(from[index]);
    for (let axis = dims.length - 1; axis >= 0; axis--) {
      to += steps[axis]!;
      at[axis]! += 1;
      if (at[axis]! < dims[axis]!) break;
      to -= steps[axis]! * dims[axis]!;
      at[axis] = 0;
    }
  }
  return into;
}

/** Lines of a matrix of characters; of a single line all of it. */
function lineCount({ raw }: Hdf5Dataset): number {
  return raw.shape.at(-1) ?? 1;
}

function linesOf(context: Hdf5Context, dataset: Hdf5Dataset, leaf: Leaf): string[] {
  const codes = numbersOf(context, dataset, leaf);
  const lines = lineCount(dataset);
  const length = codes.length / Math.max(1, lines);
  return Array.from({ length: lines }, (_, line) => {
    let text = '';
    for (let at = 0; at < length; at++) text += String.fromCharCode(Number(codes[at * lines + line]));
    return text.trimEnd();
  });
}

function textOffer(dataset: Hdf5Dataset, read: () => (string | null)[], count: number): Offer {
  const name = printable(dataset.name);
  return {
    arrays: [{ name, shape: [count], dtype: 'string' }],
    filters: dataset.filters,
    async *stream(_names, file) {
      const encoder = createCategoryEncoder(count, `${file}/${name}`);
      for (const text of read()) encoder.add(text);
      const { data, categories } = encoder.finish(name, [count]);
      yield { name, data, categories };
    },
  };
}

/** Cells of text, or of single numbers, as one list. */
function cellOffers(context: Hdf5Context, dataset: Hdf5Dataset): Offer[] {
  const count = sizeOf(dataset.raw.shape);
  const isList = dataset.raw.shape.filter((length) => length !== 1).length <= 1;
  const targets =
    dataset.type.kind === 'reference' && dataset.type.object && isList ? targetsOf(context, dataset) : [];
  const isText = (target: Hdf5Dataset | null) =>
    target !== null && context.attributes(target.raw.path).text('MATLAB_class') === 'char';
  if (targets.length > 0 && targets.every(isText)) {
    const read = () =>
      targets.map((target) => {
        const plain = plainDataset(target ?? undefined);
        const isEmpty = !plain || context.attributes(plain.dataset.raw.path).has('MATLAB_empty');
        return isEmpty ? null : (linesOf(context, plain.dataset, plain.leaf)[0] ?? null);
      });
    return [textOffer(dataset, read, count)];
  }
  const numbers = targets.map((target) => plainDataset(target ?? undefined));
  const isNumber = (plain: (typeof numbers)[number]) =>
    plain?.leaf.values.read === 'numbers' && sizeOf(plain.dataset.raw.shape) === 1;
  if (numbers.length > 0 && numbers.every(isNumber)) {
    const name = printable(dataset.name);
    return [
      {
        arrays: [{ name, shape: [count], dtype: 'float64' }],
        filters: [],
        async *stream() {
          const data = Float64Array.from(numbers, (plain) =>
            Number(numbersOf(context, plain!.dataset, plain!.leaf)[0]),
          );
          yield { name, data, categories: null };
        },
      },
    ];
  }
  context.skip(dataset.name, 'it holds cells of different kinds or sizes; save each as an array of its own');
  return [];
}

function targetsOf({ mounted, tree }: Hdf5Context, { raw }: Hdf5Dataset): (Hdf5Dataset | null)[] {
  const { module, file } = mounted;
  const references = readWhole(mounted, raw, (bytes) => new Uint8Array(bytes));
  return Array.from({ length: references.length / raw.itemBytes }, (_, index) => {
    const reference = references.slice(index * raw.itemBytes, (index + 1) * raw.itemBytes);
    const node = tree.at(module.get_referenced_name(file.file_id, reference, true));
    return node?.kind === 'dataset' ? node : null;
  });
}
