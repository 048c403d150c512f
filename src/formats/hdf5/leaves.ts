/** From a datatype to what arrays are made of it: one leaf for plain values, one a field of records. */
import type { Metadata } from 'h5wasm';
import type { DType } from '../../protocol/datasets';
import type { NumericArray } from '../arrays';
import { timesOf } from '../values';
import type { StoredType } from './datatype';
import { floatReader, integerReader, plainReader } from './numbers';

export interface Leaf {
  /** Names of the fields that lead to it; none where values are plain. */
  path: string[];
  /** Of arrays as elements. */
  dims: number[];
  /** Bytes from the beginning of an element. */
  offset: number;
  /** Bytes of one value. */
  bytes: number;
  values: LeafValues;
}

export type LeafValues =
  | {
      read: 'numbers';
      dtype: DType;
      plain: boolean;
      decode(buffer: ArrayBuffer): NumericArray;
      word?: string;
    }
  /** @param heap the memory of the library, into which text of varying length points. */
  | { read: 'text'; decode(bytes: Uint8Array, heap: Uint8Array): (string | null)[] };

export interface Leaves {
  leaves: Leaf[];
  /** Parts that no array is made of. */
  skipped: { path: string[]; what: string }[];
  /** The library refuses to turn the bytes of enumerations, and has to be kept from complaining. */
  complains: boolean;
}

/** @param metadata of the same type, as it lies in memory: text of varying length takes less there than in the file. */
export function leavesOf(type: StoredType, metadata: Metadata): Leaves {
  const order = orderOf(type);
  // The library turns what is big-endian altogether, and nothing else.
  const complains = order === 'big' && hasEnum(type);
  const inMemory = order === 'big' && !complains ? 'little' : 'stored';
  const found: Leaves = { leaves: [], skipped: [], complains };
  if (complains && hasRecord(type)) {
    found.skipped.push({ path: [], what: 'big-endian records with an enumeration' });
    return found;
  }

  function visit(
    own: StoredType,
    memory: Metadata,
    at: { path: string[]; dims: number[]; offset: number },
  ): void {
    if (own.kind === 'record') {
      const members = memory.compound_type?.members ?? [];
      if (isComplex(own)) found.skipped.push({ path: at.path, what: 'complex numbers' });
      else if (at.dims.length > 0) found.skipped.push({ path: at.path, what: 'lists of records' });
      else {
        for (const [index, member] of own.members.entries()) {
          const inner = members[index];
          if (!inner) continue;
          visit(member.type, inner, {
            path: [...at.path, member.name],
            dims: at.dims,
            offset: at.offset + inner.offset,
          });
        }
      }
    } else if (own.kind === 'array') {
      visit(own.of, memory.array_type ?? memory, { ...at, dims: [...at.dims, ...own.dims] });
    } else {
      const values = valuesOf(own, inMemory === 'little');
      if (typeof values === 'string') found.skipped.push({ path: at.path, what: values });
      else found.leaves.push({ ...at, bytes: memory.size, values });
    }
  }

  visit(type, metadata, { path: [], dims: [], offset: 0 });
  return found;
}

function valuesOf(type: StoredType, turned: boolean): LeafValues | string {
  switch (type.kind) {
    case 'integer': {
      const reader = integerReader(turned ? { ...type, bigEndian: false } : type);
      return typeof reader === 'string' ? reader : { read: 'numbers', ...reader };
    }
    case 'float': {
      const reader = floatReader(turned ? { ...type, bigEndian: false } : type);
      return typeof reader === 'string' ? reader : { read: 'numbers', ...reader };
    }
    case 'enum':
      return enumValues(type);
    case 'text':
      return { read: 'text', decode: type.variable ? pointedTexts : (bytes) => fixedTexts(bytes, type.size) };
    case 'time':
      return timeValues(type);
    case 'reference':
      return 'references';
    case 'other':
      return type.what;
    case 'record':
    case 'array':
      return 'records';
  }
}

function enumValues({ base, members }: Extract<StoredType, { kind: 'enum' }>): LeafValues | string {
  const reader = integerReader(base);
  if (typeof reader === 'string') return reader;
  const names = new Map(members.map(([name, value]) => [value, name]));
  // h5py and NumPy write booleans as an enumeration of these two.
  if (names.size === 2 && names.get(0n) === 'FALSE' && names.get(1n) === 'TRUE') {
    const isTrue = (value: number | bigint) => (Number(value) === 0 ? 0 : 1);
    const decode = (buffer: ArrayBuffer) => Uint8Array.from([...reader.decode(buffer)], isTrue);
    return { read: 'numbers', dtype: 'bool', plain: false, decode };
  }
  return {
    read: 'text',
    decode: (bytes) =>
      Array.from([...reader.decode(copyOf(bytes))], (value) => names.get(BigInt(value)) ?? null),
  };
}

function timeValues({ bigEndian, unit }: Extract<StoredType, { kind: 'time' }>): LeafValues {
  const { decode } = plainReader('int64', bigEndian);
  return {
    read: 'numbers',
    dtype: 'float64',
    plain: false,
    word: `times in ${unit}`,
    decode: (buffer) => timesOf(decode(buffer)),
  };
}

/** Texts of so many bytes each. */
export function fixedTexts(bytes: Uint8Array, size: number): string[] {
  return Array.from({ length: bytes.length / size }, (_, index) => {
    const item = bytes.subarray(index * size, (index + 1) * size);
    const end = item.indexOf(0);
    return textOf(end < 0 ? item : item.subarray(0, end));
  });
}

function pointedTexts(bytes: Uint8Array, heap: Uint8Array): (string | null)[] {
  const pointers = new Uint32Array(copyOf(bytes));
  return Array.from(pointers, (pointer) =>
    pointer === 0 ? null : textOf(heap.subarray(pointer, heap.indexOf(0, pointer))),
  );
}

const SHORT = 64;
const utf8 = new TextDecoder('utf-8', { fatal: true });
const latin1 = new TextDecoder('latin1');

/** Files say ASCII and hold UTF-8; what is no UTF-8 is Latin-1, as older files have it. */
export function textOf(bytes: Uint8Array): string {
  if (bytes.length <= SHORT) {
    // A decoder costs ten times what a short text does.
    let text = '';
    for (let at = 0; at < bytes.length; at++) {
      if (bytes[at]! >= 128) return decoded(bytes);
      text += String.fromCharCode(bytes[at]!);
    }
    return text;
  }
  return decoded(bytes);
}

function decoded(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    return latin1.decode(bytes);
  }
}

function copyOf(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}

type Order = 'little' | 'big' | 'mixed' | 'none';

/** As H5Tget_order: of records the order of their members, where they agree. */
function orderOf(type: StoredType): Order {
  switch (type.kind) {
    case 'integer':
    case 'float':
      return type.bigEndian ? 'big' : 'little';
    case 'enum':
      return type.base.bigEndian ? 'big' : 'little';
    case 'array':
      return orderOf(type.of);
    case 'record':
      return type.members
        .map((member) => orderOf(member.type))
        .filter((order) => order !== 'none')
        .reduce((all: Order, order) => (all === 'none' || all === order ? order : 'mixed'), 'none');
    case 'text':
    case 'time':
    case 'reference':
    case 'other':
      return 'none';
  }
}

function hasEnum(type: StoredType): boolean {
  if (type.kind === 'array') return hasEnum(type.of);
  return (
    type.kind === 'enum' || (type.kind === 'record' && type.members.some((member) => hasEnum(member.type)))
  );
}

function hasRecord(type: StoredType): boolean {
  return type.kind === 'record' || (type.kind === 'array' && hasRecord(type.of));
}

/** h5py writes complex numbers as records of these two. */
function isComplex({ members }: Extract<StoredType, { kind: 'record' }>): boolean {
  return (
    members.length === 2 &&
    members.every(({ name, type }, index) => name === 'ri'[index] && type.kind === 'float')
  );
}
