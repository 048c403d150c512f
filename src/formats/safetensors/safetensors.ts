/**
 * Safetensors, reader and writer: 8 bytes of header length, a JSON header, then the tensors' bytes.
 * Format: https://github.com/huggingface/safetensors#format. As in the reference implementation the tensors must
 * cover the data exactly: no gap, no overlap, nothing left over. Every fault is an AnnealError `checkpoint-damaged`.
 */
import { z } from 'zod';
import { AnnealError } from '../../protocol/errors';
import { sizeOf } from '../arrays';

/** Bytes of one element; fixed by the format. */
const itemBytes = {
  BOOL: 1,
  U8: 1,
  I8: 1,
  F8_E5M2: 1,
  F8_E4M3: 1,
  I16: 2,
  U16: 2,
  F16: 2,
  BF16: 2,
  I32: 4,
  U32: 4,
  F32: 4,
  I64: 8,
  U64: 8,
  F64: 8,
} as const;

export type SafetensorsDType = keyof typeof itemBytes;

export interface StoredTensor {
  name: string;
  dtype: SafetensorsDType;
  shape: number[];
  /** A view of the file's bytes, little-endian, row-major; not necessarily aligned. */
  bytes: Uint8Array;
}

/** The reference implementation's limit of the header, in bytes. */
const MAX_HEADER = 100_000_000;
const METADATA = '__metadata__';

const length = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const entrySchema = z.strictObject({
  dtype: z.enum(Object.keys(itemBytes) as [SafetensorsDType, ...SafetensorsDType[]]),
  shape: z.array(length),
  data_offsets: z.tuple([length, length]),
});
const metadataSchema = z.record(z.string(), z.string());

/** Whether the first 9 bytes of a file look like safetensors: a header of possible length that starts a JSON object. */
export function isSafetensors(start: Uint8Array): boolean {
  if (start.length < 9 || start[8] !== '{'.charCodeAt(0)) return false;
  return new DataView(start.buffer, start.byteOffset).getBigUint64(0, true) <= MAX_HEADER;
}

/**
 * Reads a whole file.
 * @returns tensors in the order of their data, and the free-text metadata.
 * @throws AnnealError `checkpoint-damaged`, its `place` the header field or tensor.
 */
export function readSafetensors(bytes: Uint8Array): {
  tensors: StoredTensor[];
  metadata: Record<string, string>;
} {
  const { header, dataOffset } = readHeader(bytes);
  const data = bytes.subarray(dataOffset);
  const tensors: (StoredTensor & { begin: number; end: number })[] = [];
  let metadata: Record<string, string> = {};
  for (const [name, value] of Object.entries(header)) {
    if (name === METADATA) {
      const parsed = metadataSchema.safeParse(value);
      if (!parsed.success) throw damaged('its metadata are not texts by name', METADATA);
      metadata = parsed.data;
      continue;
    }
    const parsed = entrySchema.safeParse(value);
    if (!parsed.success) {
      const issue = parsed.error.issues[0];
      throw damaged(
        `tensor "${name}" has a bad ${issue?.path.join('.') || 'entry'}: ${issue?.message}`,
        name,
      );
    }
    const { dtype, shape, data_offsets } = parsed.data;
    const [begin, end] = data_offsets;
    const expected = sizeOf(shape) * itemBytes[dtype];
    if (end - begin !== expected) {
      const stored = `${dtype} [${shape.join(', ')}] takes ${expected} bytes but has ${end - begin}`;
      throw damaged(`tensor "${name}": ${stored}`, name);
    }
    if (end > data.length) {
      throw damaged(`tensor "${name}" ends at byte ${end} of ${data.length}: the file is cut off`, name);
    }
    tensors.push({ name, dtype, shape, bytes: data.subarray(begin, end), begin, end });
  }
  tensors.sort((a, b) => a.begin - b.begin || a.end - b.end);
  let covered = 0;
  for (const { name, begin, end } of tensors) {
    if (begin < covered) throw damaged(`tensor "${name}" overlaps the one before it`, name);
    if (begin > covered)
      throw damaged(`${begin - covered} bytes before tensor "${name}" belong to none`, name);
    covered = end;
  }
  if (covered !== data.length) throw damaged(`${data.length - covered} bytes at its end belong to no tensor`);
  return { tensors: tensors.map(({ begin: _begin, end: _end, ...tensor }) => tensor), metadata };
}

/** The values of a float32 tensor, copied out of the file. */
export function float32Values(tensor: StoredTensor): Float32Array {
  if (tensor.dtype !== 'F32') {
    throw damaged(`tensor "${tensor.name}" holds ${tensor.dtype}, not F32`, tensor.name);
  }
  return new Float32Array(tensor.bytes.slice().buffer);
}

/**
 * Writes float32 tensors in the given order. The header is padded with spaces, so the data start at a multiple of 8.
 * @param metadata free texts by name, kept in the header.
 */
export function writeSafetensors(
  tensors: readonly { name: string; shape: number[]; data: Float32Array }[],
  metadata: Record<string, string>,
): Uint8Array<ArrayBuffer> {
  const header: [string, unknown][] = [[METADATA, metadata]];
  const names = new Set([METADATA]);
  let offset = 0;
  for (const { name, shape, data } of tensors) {
    if (names.has(name)) throw new AnnealError('internal', `Two tensors are named "${name}".`);
    if (sizeOf(shape) !== data.length) {
      throw new AnnealError('internal', `Tensor "${name}" [${shape.join(', ')}] has ${data.length} values.`);
    }
    names.add(name);
    header.push([name, { dtype: 'F32', shape, data_offsets: [offset, offset + data.byteLength] }]);
    offset += data.byteLength;
  }
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries(header)));
  const headerLength = Math.ceil(json.length / 8) * 8;
  const bytes = new Uint8Array(8 + headerLength + offset);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(headerLength), true);
  bytes.set(json, 8);
  bytes.fill(0x20, 8 + json.length, 8 + headerLength);
  let position = 8 + headerLength;
  for (const { data } of tensors) {
    // Typed arrays are little-endian, like the format, on every machine that runs WebGPU or Node.
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), position);
    position += data.byteLength;
  }
  return bytes;
}

function readHeader(bytes: Uint8Array): { header: object; dataOffset: number } {
  if (bytes.length < 8) throw damaged(`it has ${bytes.length} bytes, fewer than its header's length takes`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerLength = Number(view.getBigUint64(0, true));
  if (headerLength > MAX_HEADER) throw damaged(`it declares a header of ${headerLength} bytes`, 'header');
  const dataOffset = 8 + headerLength;
  if (dataOffset > bytes.length) {
    throw damaged(`its header takes ${headerLength} bytes but only ${bytes.length - 8} are left`, 'header');
  }
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(8, dataOffset)));
  } catch {
    throw damaged('its header is not JSON', 'header');
  }
  if (typeof header !== 'object' || header === null || Array.isArray(header)) {
    throw damaged('its header is not a JSON object', 'header');
  }
  return { header, dataOffset };
}

function damaged(found: string, place?: string): AnnealError {
  return new AnnealError('checkpoint-damaged', `The safetensors file is damaged: ${found}.`, {
    place,
    remedy: 'Use another copy of the file, or an earlier checkpoint.',
  });
}
