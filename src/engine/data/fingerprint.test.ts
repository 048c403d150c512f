/** Fingerprints against the definition, computed by Python's hashlib (see the comment at each digest). */
import { describe, expect, it } from 'vitest';
import type { NamedArray } from '../../formats/arrays';
import { residentData } from './datasetReader';
import { fingerprintOf } from './fingerprint';

const setOf = (...arrays: NamedArray[]) => residentData(new Map(arrays.map((array) => [array.name, array])));
const X: NamedArray = {
  name: 'X',
  dtype: 'float32',
  shape: [2, 2],
  data: Float32Array.of(1, -2, 0.5, 1e-3),
  categories: null,
};
const colour: NamedArray = {
  name: 'Farbe ü',
  dtype: 'int32',
  shape: [2],
  data: Int32Array.of(1, -1),
  categories: ['red', 'blue'],
};

describe('fingerprint', () => {
  it('is the SHA-256 that its definition says', async () => {
    // X = b'["X","float32",[2,2],null]\n' + sha256(struct.pack('<4f', 1, -2, .5, 1e-3)).digest()
    // colour = '["Farbe ü","int32",[2],["red","blue"]]\n'.encode() + sha256(struct.pack('<2i', 1, -1)).digest()
    expect(await fingerprintOf(setOf(X))).toBe(
      'ce8fcc6742fff174f71ebd4cc9db55afeddfd90a685bffaff89e51366b2abba8',
    );
    expect(await fingerprintOf(setOf(X, colour))).toBe(
      '0a489980a7c34ea7813c4413b0cd41632599ba570e8e175dc27205b1c06b01f7',
    );
  });

  it('hashes large arrays in blocks of 16 MiB and reports progress', async () => {
    // b'["Z","uint8",[16777217],null]\n' + sha256(bytes(2**24)).digest() + sha256(b'\x07').digest()
    const data = new Uint8Array(2 ** 24 + 1);
    data[2 ** 24] = 7;
    const steps: number[] = [];
    const Z: NamedArray = { name: 'Z', dtype: 'uint8', shape: [data.length], data, categories: null };
    expect(await fingerprintOf(setOf(Z), (done, total) => steps.push(done / total))).toBe(
      '54326962ade2d5f0e347dd619b43950b09fb47d600aaacc691fa379ae9189d8c',
    );
    expect(steps).toEqual([2 ** 24 / (2 ** 24 + 1), 1]);
  });

  it('changes with a value, a name, a type, a shape, a category, or the order of columns', async () => {
    const variants = [
      setOf(X, colour),
      setOf(colour, X),
      setOf({ ...X, data: Float32Array.of(1, -2, 0.5, 1e-3 + 1e-9) }, colour),
      setOf({ ...X, name: 'x' }, colour),
      setOf({ ...X, shape: [4] }, colour),
      setOf(
        { ...X, dtype: 'int32', data: Int32Array.of(1065353216, -1073741824, 1056964608, 981668463) },
        colour,
      ),
      setOf(X, { ...colour, categories: ['red', 'green'] }),
    ];
    const digests = await Promise.all(variants.map((arrays) => fingerprintOf(arrays)));
    expect(new Set(digests).size).toBe(variants.length);
    expect(digests[0]).toMatch(/^[0-9a-f]{64}$/);
  });

  it('does not depend on where in a buffer the values lie', async () => {
    const data = Float32Array.of(9, 1, -2, 0.5, 1e-3, 9).subarray(1, 5);
    expect(await fingerprintOf(setOf({ ...X, data }))).toBe(await fingerprintOf(setOf(X)));
  });
});
