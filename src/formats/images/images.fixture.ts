/** The images of `fixtures/`, as Python's libraries write them, with their values. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';

const caseSchema = z.object({
  file: z.string(),
  width: z.number(),
  height: z.number(),
  channels: z.number(),
  bits: z.number(),
  alpha: z.boolean(),
  palette: z.array(z.number()).nullable(),
  values: z.string(),
});

export interface ImageCase {
  name: string;
  file: Uint8Array<ArrayBuffer>;
  width: number;
  height: number;
  channels: number;
  bits: number;
  alpha: boolean;
  palette: number[] | null;
  /** As they are stored, neither scaled nor looked up. */
  values: number[];
}

export function readCases(name: string): ImageCase[] {
  const cases = z.record(z.string(), caseSchema).parse(readJson(name));
  return Object.entries(cases).map(([title, { file, values, ...rest }]) => ({
    ...rest,
    name: title,
    file: bytesOf(file),
    values: [...numbersOf(bytesOf(values).buffer, rest.bits)],
  }));
}

/** The bytes of a file that has no case: one that is refused. */
export function readFixture(name: string, title: string): Uint8Array<ArrayBuffer> {
  const files = z.record(z.string(), z.object({ file: z.string() })).parse(readJson(name));
  return bytesOf(files[title]!.file);
}

function readJson(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`./fixtures/${name}.json`, import.meta.url), 'utf8'));
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(base64, 'base64'));
}

function numbersOf(buffer: ArrayBuffer, bits: number): Uint8Array | Uint16Array | Float32Array {
  if (bits === 32) return new Float32Array(buffer);
  return bits === 16 ? new Uint16Array(buffer) : new Uint8Array(buffer);
}
