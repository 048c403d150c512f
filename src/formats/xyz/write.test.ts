/** Extended XYZ as it is written, and read back the same. ASE 3.22 has been seen to read the same from it. */
import { describe, expect, it } from 'vitest';
import { readFrames } from '../frames/frames.fixture';
import { writeExtendedXyz } from './write';

const third = 1 / 3;
const text = writeExtendedXyz([
  {
    atomicNumbers: [8, 1, 1],
    positions: [0, 0, third, 1, -2, 1e-9, 1e21, -0, 3],
    perAtom: { forces: Float32Array.of(0.1, 0.2, 0.3, 1, 2, 3, 4, 5, 6), charges: [0.5, Number.NaN, -1] },
    info: { energy: -third, kind: 'two "words" \\ {x}', empty: '', 'odd key': 'a=b', path: 'a\nb' },
  },
  { atomicNumbers: Int32Array.of(118), positions: [1, 2, 3], info: { energy: 1e-300 } },
]);

describe('extended XYZ', () => {
  it('is written with one frame behind the other, every key and text quoted where it has to be', () => {
    expect(text.split('\n').slice(0, 3)).toEqual([
      '3',
      String.raw`Properties=species:S:1:pos:R:3:forces:R:3:charges:R:1 energy=-0.3333333333333333 kind="two \"words\" \\ {x}" empty="" "odd key"="a=b" path="a b"`,
      'O 0.0 0.0 0.3333333333333333 0.1 0.2 0.3 0.5',
    ]);
    expect(text.endsWith('Og 1.0 2.0 3.0\n')).toBe(true);
  });

  it('is read back as it was', async () => {
    const { values } = await readFrames('some.xyz', text);
    expect(values.R?.slice(0, 9)).toEqual([0, 0, third, 1, -2, 1e-9, 1e21, -0, 3].map(Math.fround));
    expect(values.forces?.slice(0, 9)).toEqual([0.1, 0.2, 0.3, 1, 2, 3, 4, 5, 6].map(Math.fround));
    expect(values.charges?.slice(0, 3)).toEqual([0.5, Number.NaN, -1]);
    expect(values.energy).toEqual([-third, 1e-300]);
    expect(values.kind).toEqual(['two "words" \\ {x}', null]);
    expect(values['odd key']).toEqual(['a=b', null]);
  });

  it('refuses values that are not as many for every atom, and padding', () => {
    const write = (frame: object) => () =>
      writeExtendedXyz([{ atomicNumbers: [1, 1], positions: [0, 0, 0, 0, 0, 1], ...frame }]);
    expect(write({ positions: [0] })).toThrow('`pos` has 1 values for 2 atoms.');
    expect(write({ perAtom: { q: [1, 2, 3] } })).toThrow('`q` has 3 values for 2 atoms.');
    expect(write({ atomicNumbers: [1, 0] })).toThrow('0 is no atomic number.');
  });
});
