/**
 * The wire format of Protocol Buffers, written and read without descriptions of messages: fields by their numbers.
 * Format: https://protobuf.dev/programming-guides/encoding. Groups, which nobody has written for years, are refused.
 */
import { AnnealError } from '../protocol/errors';
import { joinBytes } from './joinBytes';

const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const FIXED32 = 5;

/** A field as it lies in a message. */
export interface ProtoField {
  number: number;
  /** The number of a varint, as int64 has it; beyond 2⁵³ it is rounded. NaN for the other kinds. */
  integer: number;
  /** What any other kind holds: 8 or 4 bytes little-endian, or so many as it says. A view; empty for a varint. */
  bytes: Uint8Array;
}

const encoder = new TextEncoder();
const nothing = new Uint8Array(0);

/** A message: its fields one after the other. */
export function protoMessage(fields: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return joinBytes(fields);
}

/** int64, int32, bool and enumerations. @throws internal for what is no whole number. */
export function integerField(number: number, value: number): Uint8Array {
  if (!Number.isSafeInteger(value)) {
    throw new AnnealError('internal', `${value} is no whole number that protobuf could hold.`);
  }
  const key = number * 8 + VARINT;
  const bytes = new Uint8Array(varintBytes(key) + varintBytes(value));
  putVarint(bytes, putVarint(bytes, 0, key), value);
  return bytes;
}

export function doubleField(number: number, value: number): Uint8Array {
  const key = number * 8 + FIXED64;
  const bytes = new Uint8Array(varintBytes(key) + 8);
  viewOf(bytes).setFloat64(putVarint(bytes, 0, key), value, true);
  return bytes;
}

export function floatField(number: number, value: number): Uint8Array {
  const key = number * 8 + FIXED32;
  const bytes = new Uint8Array(varintBytes(key) + 4);
  viewOf(bytes).setFloat32(putVarint(bytes, 0, key), value, true);
  return bytes;
}

/** Bytes, or a message inside of another. */
export function bytesField(number: number, content: Uint8Array): Uint8Array {
  const key = number * 8 + BYTES;
  const bytes = new Uint8Array(varintBytes(key) + varintBytes(content.length) + content.length);
  bytes.set(content, putVarint(bytes, putVarint(bytes, 0, key), content.length));
  return bytes;
}

export function messageField(number: number, fields: readonly Uint8Array[]): Uint8Array {
  return bytesField(number, protoMessage(fields));
}

/** A text as UTF-8. Halves of a surrogate pair, which UTF-8 does not know, become U+FFFD. */
export function textField(number: number, text: string): Uint8Array {
  return bytesField(number, encoder.encode(text));
}

/** repeated double, packed. */
export function doublesField(number: number, values: Iterable<number>): Uint8Array {
  // Typed arrays are little-endian, as the format is, on every machine that runs WebGPU or Node.
  return bytesField(number, new Uint8Array(Float64Array.from(values).buffer));
}

/** How many bytes a number takes, seven bits in each; ten where it is negative, as int64 has it. */
function varintBytes(value: number): number {
  if (value < 0) return 10;
  let bytes = 1;
  for (let rest = value; rest > 0x7f; rest = Math.floor(rest / 128)) bytes++;
  return bytes;
}

/** The lowest bits first. @returns where it ends. */
function putVarint(bytes: Uint8Array, at: number, value: number): number {
  let end = at;
  if (value >= 0) {
    let rest = value;
    for (; rest > 0x7f; rest = Math.floor(rest / 128)) bytes[end++] = (rest % 128) | 0x80;
    bytes[end++] = rest;
    return end;
  }
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest > 0x7fn; rest >>= 7n) bytes[end++] = Number(rest & 0x7fn) | 0x80;
  bytes[end++] = Number(rest);
  return end;
}

/**
 * The fields of a message in their order; nothing is copied.
 * @throws AnnealError `file-format` for what is no message: a field that is longer than the rest, an unknown kind.
 */
export function* readFields(message: Uint8Array): Generator<ProtoField, void, void> {
  let at = 0;
  function next(): number {
    const { value, end } = varintAt(message, at);
    at = end;
    return value;
  }

  while (at < message.length) {
    const key = next();
    const kind = key % 8;
    const number = (key - kind) / 8;
    if (!(number >= 1 && number <= 0x1fffffff)) throw malformed(`there is no field ${number}`);
    if (kind === VARINT) {
      yield { number, integer: next(), bytes: nothing };
      continue;
    }
    if (kind !== FIXED64 && kind !== FIXED32 && kind !== BYTES) {
      throw malformed(`field ${number} is of kind ${kind}`);
    }
    const length = kind === FIXED64 ? 8 : kind === FIXED32 ? 4 : next();
    if (length < 0 || length > message.length - at) {
      throw malformed(`field ${number} has ${length} bytes of ${message.length - at}`);
    }
    yield { number, integer: Number.NaN, bytes: message.subarray(at, at + length) };
    at += length;
  }
}

/** The number that begins at a byte, as int64 has it, and where it ends. @throws file-format where it does not end. */
function varintAt(bytes: Uint8Array, at: number): { value: number; end: number } {
  // The lower 28 bits and the rest apart: bitwise operators know 32 bits, and a number is exact up to 53.
  let low = 0;
  let high = 0;
  for (let i = 0; i < 10; i++) {
    const byte = bytes[at + i];
    if (byte === undefined) throw malformed('a number is cut off');
    if (i < 4) low |= (byte & 0x7f) << (7 * i);
    else high += (byte & 0x7f) * 128 ** (i - 4);
    if (byte >= 0x80) continue;
    const value = low + high * 2 ** 28;
    // From 2⁶³ on it is a negative number in two's complement.
    const signed = value < 2 ** 63 ? value : Number(BigInt.asIntN(64, BigInt(low) + (BigInt(high) << 28n)));
    return { value: signed, end: at + i + 1 };
  }
  throw malformed('a number has more than ten bytes');
}

/** @throws file-format where the field is none of 8 bytes. */
export function doubleOf({ number, bytes }: ProtoField): number {
  if (bytes.length !== 8) throw malformed(`field ${number} is no double`);
  return viewOf(bytes).getFloat64(0, true);
}

/** @throws file-format where the field is none of 4 bytes. */
export function floatOf({ number, bytes }: ProtoField): number {
  if (bytes.length !== 4) throw malformed(`field ${number} is no float`);
  return viewOf(bytes).getFloat32(0, true);
}

/** @throws file-format where the field is no varint. */
export function integerOf({ number, integer }: ProtoField): number {
  if (Number.isNaN(integer)) throw malformed(`field ${number} is no whole number`);
  return integer;
}

/** Packed, or one of several that are not. @throws file-format for what is no whole number of them. */
export function doublesOf({ number, bytes }: ProtoField): Float64Array {
  if (bytes.length % 8 !== 0) throw malformed(`field ${number} holds no doubles`);
  return new Float64Array(bytes.slice().buffer);
}

/** Packed, or one of several that are not. @throws file-format for what is no whole number of them. */
export function floatsOf({ number, bytes }: ProtoField): Float32Array {
  if (bytes.length % 4 !== 0) throw malformed(`field ${number} holds no floats`);
  return new Float32Array(bytes.slice().buffer);
}

/** Packed varints, or one that is not. @throws file-format where the last one does not end. */
export function integersOf({ integer, bytes }: ProtoField): number[] {
  if (!Number.isNaN(integer)) return [integer];
  const values: number[] = [];
  for (let at = 0; at < bytes.length; ) {
    const { value, end } = varintAt(bytes, at);
    values.push(value);
    at = end;
  }
  return values;
}

const decoder = new TextDecoder();

/** Bytes that are no UTF-8 become U+FFFD. */
export function textOf({ bytes }: ProtoField): string {
  return decoder.decode(bytes);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function malformed(found: string): AnnealError {
  return new AnnealError('file-format', `A message of the file cannot be read: ${found}.`, {
    remedy: 'Use another copy of the file.',
  });
}
