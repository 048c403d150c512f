/** `examples.json`: what the last validation of a run had to look at. JSON knows neither NaN nor arrays of bytes, so both are told. */
import { z } from 'zod';
import type { StoredExamples } from '../protocol/records';

const arrays = {
  Uint8Array,
  Int8Array,
  Uint16Array,
  Int16Array,
  Uint32Array,
  Int32Array,
  Float32Array,
  Float64Array,
};
type ArrayName = keyof typeof arrays;

const arraySchema = z.strictObject({
  array: z.enum(Object.keys(arrays) as [ArrayName, ...ArrayName[]]),
  base64: z.string(),
});
const numberSchema = z.strictObject({ number: z.enum(['NaN', 'Infinity', '-Infinity']) });
const fileSchema = z.object({ epoch: z.number(), value: z.unknown() });

export function examplesJson(examples: StoredExamples): string {
  return JSON.stringify(examples, (_, value: unknown) => {
    if (typeof value === 'number' && !Number.isFinite(value)) return { number: String(value) };
    if (!ArrayBuffer.isView(value)) return value;
    const array = Object.keys(arrays).find((name) => value instanceof arrays[name as ArrayName]);
    return { array, base64: base64Of(new Uint8Array(value.buffer, value.byteOffset, value.byteLength)) };
  });
}

/** Null for what is no such file: examples are there to be looked at, and a run is whole without them. */
export function parseExamples(json: string): StoredExamples | null {
  try {
    const parsed = fileSchema.safeParse(JSON.parse(json, (_, value: unknown) => revived(value)));
    return parsed.data ?? null;
  } catch {
    return null;
  }
}

function revived(value: unknown): unknown {
  const { data: found } = arraySchema.safeParse(value);
  if (found) return new arrays[found.array](bytesOf(found.base64).buffer);
  const { data: special } = numberSchema.safeParse(value);
  return special ? Number(special.number) : value;
}

/** Pieces, since a call takes so many arguments only. */
const PIECE = 1 << 14;

function base64Of(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += PIECE)
    text += String.fromCharCode(...bytes.subarray(at, at + PIECE));
  return btoa(text);
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}
