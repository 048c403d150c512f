/** Safetensors against a file laid out by hand after the format's description, and against every kind of damage. */
import { describe, expect, it } from 'vitest';
import { float32Values, isSafetensors, readSafetensors, writeSafetensors } from './safetensors';

/** A file with the given header text and data; the layout is written here independently of the writer. */
function fileOf(header: string | object, data: number[] = [], declaredLength?: number): Uint8Array {
  const text = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + text.length + data.length);
  new DataView(bytes.buffer).setUint32(0, declaredLength ?? text.length, true);
  bytes.set(text, 8);
  bytes.set(data, 8 + text.length);
  return bytes;
}

function messageOf(bytes: Uint8Array): string {
  try {
    readSafetensors(bytes);
  } catch (error) {
    expect(error).toMatchObject({ name: 'AnnealError', code: 'checkpoint-damaged' });
    return (error as Error).message.replace('The safetensors file is damaged: ', '');
  }
  return 'read without complaint';
}

const u8 = (begin: number, end: number) => ({
  dtype: 'U8',
  shape: [end - begin],
  data_offsets: [begin, end],
});

describe('safetensors', () => {
  it('reads what it wrote, bit for bit', () => {
    const tensors = [
      {
        name: 'block0.kernel',
        shape: [2, 3],
        data: Float32Array.of(1, -2.5, Number.NaN, Infinity, -0, 1e-45),
      },
      { name: 'scalar', shape: [], data: Float32Array.of(7) },
      { name: 'empty', shape: [0, 4], data: new Float32Array(0) },
    ];
    const metadata = { anneal: '{"ü":1}', format: 'pt' };
    const read = readSafetensors(writeSafetensors(tensors, metadata));
    expect(read.metadata).toEqual(metadata);
    expect(new Set(read.tensors.map((tensor) => tensor.name))).toEqual(new Set(tensors.map((t) => t.name)));
    for (const { name, shape, data } of tensors) {
      const tensor = read.tensors.find((candidate) => candidate.name === name)!;
      expect(tensor.shape).toEqual(shape);
      expect(new Uint32Array(float32Values(tensor).buffer)).toEqual(new Uint32Array(data.buffer));
    }
  });

  it('pads the header with spaces so that the data are aligned to 8 bytes', () => {
    for (const name of ['a', 'ab', 'abc', 'abcd', 'abcde']) {
      const bytes = writeSafetensors([{ name, shape: [1], data: Float32Array.of(1.5) }], {});
      const headerLength = new DataView(bytes.buffer).getUint32(0, true);
      expect((8 + headerLength) % 8).toBe(0);
      expect(new DataView(bytes.buffer).getFloat32(8 + headerLength, true)).toBe(1.5);
      expect(bytes[8]).toBe('{'.charCodeAt(0));
    }
  });

  it('reads a file laid out by hand, unaligned, its entries in another order than its data', () => {
    const file = fileOf(
      {
        second: { dtype: 'F32', shape: [1], data_offsets: [3, 7] },
        first: u8(0, 3),
        __metadata__: { who: 'me' },
      },
      [1, 2, 3, 0, 0, 0xc0, 0x3f],
    );
    const { tensors, metadata } = readSafetensors(file);
    expect(tensors.map((tensor) => tensor.name)).toEqual(['first', 'second']);
    expect([...tensors[0]!.bytes]).toEqual([1, 2, 3]);
    expect([...float32Values(tensors[1]!)]).toEqual([1.5]);
    expect(metadata).toEqual({ who: 'me' });
  });

  it('knows a file by its start', () => {
    expect(isSafetensors(writeSafetensors([], {}).subarray(0, 9))).toBe(true);
    expect(isSafetensors(new TextEncoder().encode('a,b,c,d,{'))).toBe(false);
    expect(isSafetensors(new Uint8Array(9))).toBe(false);
    expect(isSafetensors(new Uint8Array(3))).toBe(false);
  });

  it('refuses damage, saying what is wrong', () => {
    expect(messageOf(new Uint8Array(5))).toBe("it has 5 bytes, fewer than its header's length takes.");
    expect(messageOf(fileOf('{}', [], 4_000_000_000))).toBe('it declares a header of 4000000000 bytes.');
    expect(messageOf(fileOf('{}', [], 90))).toBe('its header takes 90 bytes but only 2 are left.');
    expect(messageOf(fileOf('{"a":'))).toBe('its header is not JSON.');
    expect(messageOf(fileOf('[1]'))).toBe('its header is not a JSON object.');
    expect(messageOf(fileOf({ __metadata__: { a: 1 } }))).toBe('its metadata are not texts by name.');
    expect(messageOf(fileOf({ a: { ...u8(0, 1), dtype: 'F128' } }, [1]))).toContain(
      'tensor "a" has a bad dtype',
    );
    expect(messageOf(fileOf({ a: { ...u8(0, 1), shape: [-1] } }, [1]))).toContain(
      'tensor "a" has a bad shape.0',
    );
    expect(messageOf(fileOf({ a: { ...u8(0, 4), dtype: 'F32', shape: [2] } }, [1, 2, 3, 4]))).toBe(
      'tensor "a": F32 [2] takes 8 bytes but has 4.',
    );
    expect(messageOf(fileOf({ a: u8(0, 4) }, [1, 2]))).toBe(
      'tensor "a" ends at byte 4 of 2: the file is cut off.',
    );
    expect(messageOf(fileOf({ a: u8(0, 2), b: u8(1, 3) }, [1, 2, 3]))).toBe(
      'tensor "b" overlaps the one before it.',
    );
    expect(messageOf(fileOf({ a: u8(0, 1), b: u8(2, 3) }, [1, 2, 3]))).toBe(
      '1 bytes before tensor "b" belong to none.',
    );
    expect(messageOf(fileOf({ a: u8(0, 1) }, [1, 2, 3]))).toBe('2 bytes at its end belong to no tensor.');
  });

  it('refuses every truncation of a good file', () => {
    const good = writeSafetensors([{ name: 'w', shape: [4], data: new Float32Array(4) }], { a: 'b' });
    for (let kept = 0; kept < good.length; kept++) {
      expect(() => readSafetensors(good.subarray(0, kept))).toThrow('The safetensors file is damaged');
    }
  });

  it('does not write two tensors of one name or a shape that does not fit', () => {
    const tensor = { name: 'w', shape: [1], data: Float32Array.of(1) };
    expect(() => writeSafetensors([tensor, tensor], {})).toThrow('Two tensors are named "w"');
    expect(() => writeSafetensors([{ ...tensor, shape: [2] }], {})).toThrow('Tensor "w" [2] has 1 values');
    expect(() => writeSafetensors([{ ...tensor, name: '__metadata__' }], {})).toThrow(
      'Two tensors are named',
    );
  });
});
