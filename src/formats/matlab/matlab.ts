/** MATLAB 5 files (`save -v6`, `-v7`, scipy.io.savemat), read whole. Newer ones are HDF5: `hdf5/matlab73.ts`. */
import type { ArrayHeader, DatasetWarning, DType } from '../../protocol/datasets';
import { AnnealError } from '../../protocol/errors';
import { printable } from '../../protocol/printable';
import { type NumericArray, sizeOf } from '../arrays';
import { bytesOf } from '../byteSource';
import { createCategoryEncoder } from '../categories';
import {
  allocate,
  headerOf,
  type NamedBlob,
  type OpenedFile,
  type Slab,
  throwIfAborted,
} from '../openedFile';
import { itemBytesOf, viewAs } from '../values';
import { type MatlabArray, matlabVariables, mxClass } from './elements';

/** Read whole, it takes memory: above it -v7.3 is the better format anyway, and the only one that MATLAB writes. */
const MOST_BYTES = 2 ** 31;

/** Whether the bytes start like a MATLAB 5 file: its header ends with a version and a mark of the byte order. */
export function isMatlab5(start: Uint8Array): boolean {
  const mark = String.fromCharCode(start[126] ?? 0, start[127] ?? 0);
  const version = mark === 'IM' ? start[125] : start[124];
  return start.length >= 128 && (mark === 'IM' || mark === 'MI') && version === 1;
}

/** Whether they start like a MATLAB 4 file, whose first number says how the first matrix is kept. */
export function isMatlab4(start: Uint8Array): boolean {
  if (start.length < 24) return false;
  const view = new DataView(start.buffer, start.byteOffset, start.byteLength);
  return [true, false].some((little) => {
    const [type = 0, rows = 0, columns = 0, imaginary = 0, name = 0] = [0, 4, 8, 12, 16].map((at) =>
      view.getUint32(at, little),
    );
    const isKnown =
      type < 5000 && type % 10 <= 2 && Math.floor(type / 10) % 10 <= 5 && Math.floor(type / 100) % 10 === 0;
    const isOrder = Math.floor(type / 1000) === (little ? 0 : 1);
    const isNamed = name > 1 && name < 64 && 20 + name <= start.length && start[19 + name] === 0;
    const letters = start.subarray(20, 19 + name);
    const isName =
      isNamed &&
      letters.every((byte, at) => /[A-Za-z0-9_]/.test(String.fromCharCode(byte)) && (at > 0 || byte > 57));
    return isKnown && isOrder && imaginary <= 1 && isName && rows > 0 && columns > 0;
  });
}

/** @throws AnnealError of a MATLAB 4 file, whose name ends in .mat. */
export function refuseMatlab4(file: NamedBlob): never {
  throw new AnnealError('file-unsupported', `${file.name} is a MATLAB 4 file, a format of before 1996.`, {
    place: file.name,
    remedy:
      'Load it in MATLAB or Octave and save it with save(..., "-v7"), or with scipy.io.loadmat and savemat.',
  });
}

/** An array that is offered: how it becomes rows. */
interface Variable {
  header: ArrayHeader;
  read(place: string): { data: NumericArray; categories: string[] | null };
}

/**
 * Opens a file and lists its variables, fields of structures by their path.
 * @throws AnnealError `file-truncated`, `file-format`, `file-too-large`, `data-empty`.
 */
export async function openMatlab5(file: NamedBlob): Promise<OpenedFile> {
  if (file.blob.size > MOST_BYTES) {
    throw new AnnealError(
      'file-too-large',
      `${file.name} has ${file.blob.size} bytes, too many for MATLAB's old format.`,
      {
        place: file.name,
        received: `${file.blob.size} bytes`,
        remedy: 'Save it in MATLAB with save(..., "-v7.3").',
      },
    );
  }
  const bytes = await bytesOf(file.blob);
  const littleEndian = bytes[126] === 0x49;
  const notes: DatasetWarning[] = [];
  const variables: Variable[] = [];
  const skip = (name: string, what: string) =>
    notes.push({ code: 'skipped', message: `\`${name}\` was left out: it holds ${what}` });

  function add(array: MatlabArray, name: string): void {
    if (array.kind === mxClass.struct) {
      const count = sizeOf(array.dims);
      for (const [field, values] of array.fields) {
        const own = `${name}/${printable(field)}`;
        const column = count === 1 ? null : columnOf(values, own);
        if (count === 1) add(values[0]!, own);
        else if (column) variables.push(column);
        else skip(own, 'one value of another kind or size for each element of a structure');
      }
      return;
    }
    const variable = variableOf(array, name);
    if (typeof variable === 'string') skip(name, variable);
    else variables.push(variable);
  }

  for (const array of matlabVariables(new DataView(bytes.buffer), littleEndian, file.name)) {
    // Objects of MATLAB's classes lie in a variable without a name.
    if (array.name !== '') add(array, printable(array.name));
  }
  if (variables.length === 0) {
    throw new AnnealError('data-empty', `${file.name} holds no arrays of numbers or text.`, {
      place: file.name,
      received: notes.map(({ message }) => message).join('; ') || 'no variables',
      remedy: 'Save arrays with one row a sample, for example save("data.mat", "X", "Y").',
    });
  }
  const arrays = variables.map(({ header }) => header);
  return {
    format: 'matlab',
    arrays,
    notes,
    async *stream(names, { onProgress, signal } = {}): AsyncGenerator<Slab> {
      for (const [index, name] of names.entries()) {
        throwIfAborted(signal, file.name);
        headerOf(file.name, arrays, name);
        const variable = variables.find(({ header }) => header.name === name)!;
        yield { name, ...variable.read(`${file.name}/${name}`) };
        onProgress?.(index + 1, names.length);
      }
    },
    close() {},
  };
}

/** @returns what it holds in words, where no array is made of it. */
function variableOf(array: MatlabArray, name: string): Variable | string {
  const { kind, dims, values, complex, logical } = array;
  const shape = squeezed(dims);
  if (sizeOf(dims) === 0) return 'nothing';
  if (kind === mxClass.cell) {
    const texts = array.cells.map(textOf);
    if (texts.every((text) => text !== null)) return textVariable(name, shape, inRows(texts, dims));
    const column = columnOf(array.cells, name);
    return column ?? 'cells of different kinds';
  }
  if (kind === mxClass.char) return textVariable(name, [dims[0]!], linesOf(array));
  if (complex) return 'complex numbers';
  if (!values || kind < mxClass.sparse || kind > mxClass.uint64) return 'an object or a function of MATLAB';
  const dtype = logical ? 'bool' : kind === mxClass.sparse ? 'float64' : numberTypes[kind]!;
  return {
    header: { name, shape, dtype },
    read: (place) => ({
      data: kind === mxClass.sparse ? dense(array, place) : rowMajor(values, dims, dtype, place),
      categories: null,
    }),
  };
}

/** Classes 6 to 15. */
const numberTypes: Readonly<Record<number, DType>> = {
  6: 'float64',
  7: 'float32',
  8: 'int8',
  9: 'uint8',
  10: 'int16',
  11: 'uint16',
  12: 'int32',
  13: 'uint32',
  14: 'int64',
  15: 'uint64',
};

/** Single values or texts, one for each element of a structure or cell, as a column; null where they are not. */
function columnOf(cells: readonly MatlabArray[], name: string): Variable | null {
  const texts = cells.map(textOf);
  if (texts.every((text) => text !== null)) return textVariable(name, [cells.length], texts);
  const isNumber = ({ kind, dims, complex }: MatlabArray) =>
    kind >= mxClass.double && kind <= mxClass.uint64 && sizeOf(dims) === 1 && !complex;
  if (!cells.every(isNumber)) return null;
  return {
    header: { name, shape: [cells.length], dtype: 'float64' },
    read: () => ({ data: Float64Array.from(cells, ({ values }) => Number(values?.[0])), categories: null }),
  };
}

function textVariable(name: string, shape: number[], texts: readonly string[]): Variable {
  return {
    header: { name, shape, dtype: 'string' },
    read(place) {
      const encoder = createCategoryEncoder(texts.length, place);
      for (const text of texts) encoder.add(text);
      const { data, categories } = encoder.finish(name, shape);
      return { data, categories };
    },
  };
}

/** A single line of text; null for anything else. Empty brackets are empty text. */
function textOf(array: MatlabArray): string | null {
  if (array.kind === mxClass.char && (array.dims[0] ?? 0) <= 1) return linesOf(array)[0] ?? '';
  return array.kind !== mxClass.cell && array.kind !== mxClass.struct && sizeOf(array.dims) === 0 ? '' : null;
}

/** Rows of a matrix of characters, column-major as numbers are. */
function linesOf({ text, values, dims }: MatlabArray): string[] {
  const [lines = 0] = dims;
  const marks =
    text === null ? [...(values ?? [])].map((code) => String.fromCharCode(Number(code))) : [...text];
  return Array.from({ length: lines }, (_, line) =>
    marks
      .filter((_, at) => at % lines === line)
      .join('')
      .trimEnd(),
  );
}

/** A row or a column is a list. */
export function squeezed(dims: readonly number[]): number[] {
  return dims.length === 2 && (dims[0] === 1 || dims[1] === 1) ? [sizeOf(dims)] : [...dims];
}

/** For each place in row-major order the one in column-major order. */
function* columnMajorPlaces(dims: readonly number[]): Generator<number> {
  const at = dims.map(() => 0);
  const strides = dims.map((_, axis) => sizeOf(dims.slice(0, axis)));
  const total = sizeOf(dims);
  let place = 0;
  for (let done = 0; done < total; done++) {
    yield place;
    for (let axis = dims.length - 1; axis >= 0; axis--) {
      place += strides[axis]!;
      at[axis]! += 1;
      if (at[axis]! < dims[axis]!) break;
      place -= strides[axis]! * dims[axis]!;
      at[axis] = 0;
    }
  }
}

function inRows<Item>(items: readonly Item[], dims: readonly number[]): Item[] {
  return Array.from(columnMajorPlaces(dims), (place) => items[place]!);
}

function rowMajor(values: NumericArray, dims: readonly number[], dtype: DType, place: string): NumericArray {
  const into = viewAs(dtype, allocate(sizeOf(dims) * itemBytesOf(dtype), place));
  let to = 0;
  if (into instanceof BigInt64Array || into instanceof BigUint64Array) {
    for (const from of columnMajorPlaces(dims)) into[to++] = BigInt(values[from] ?? 0);
  } else if (dtype === 'bool') {
    for (const from of columnMajorPlaces(dims)) into[to++] = Number(values[from]) === 0 ? 0 : 1;
  } else {
    for (const from of columnMajorPlaces(dims)) into[to++] = Number(values[from]);
  }
  return into;
}

/** A sparse matrix, column by column, as one with its zeros. */
function dense({ dims, values, rows, starts, logical }: MatlabArray, place: string): NumericArray {
  const [height = 0, width = 0] = dims;
  const dtype = logical ? 'bool' : 'float64';
  const into = viewAs(dtype, allocate(height * width * itemBytesOf(dtype), place));
  for (let column = 0; column < width; column++) {
    for (let index = Number(starts?.[column]); index < Number(starts?.[column + 1]); index++) {
      const row = Number(rows?.[index]);
      if (!(row < height) || values?.[index] === undefined) {
        throw new AnnealError(
          'file-format',
          `${place} is a sparse matrix whose indexes do not fit its shape.`,
          {
            place,
            remedy: 'Copy the file again, or save it anew.',
          },
        );
      }
      into[row * width + column] = Number(values[index]);
    }
  }
  return into;
}
