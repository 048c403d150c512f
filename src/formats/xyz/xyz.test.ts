/** XYZ files: what ASE reads from those of ASE, RDKit and Open Babel, and what people write by hand. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { padded, readFrames } from '../frames/frames.fixture';
import expected from './fixtures/xyz.json';

const fixture = (name: string) =>
  new Uint8Array(readFileSync(new URL(`./fixtures/${name}`, import.meta.url)));
const read = (...lines: string[]) => readFrames('some.xyz', `${lines.join('\n')}\n`);

describe('files of other programs', () => {
  it.each(Object.entries(expected))('%s has the atoms that ASE reads from it', async (name, frames) => {
    const { values, format } = await readFrames(name, fixture(name));
    const atoms = Math.max(...frames.map(({ numbers }) => numbers.length));
    expect(format).toBe('xyz');
    expect(values.N).toEqual(frames.map(({ numbers }) => numbers.length));
    expect(values.Z).toEqual(padded(frames.map(({ numbers }) => numbers), atoms)); // biome-ignore format: one line a fact
    expect(values.R).toEqual(padded(frames.map(({ positions }) => positions.flat()), 3 * atoms)); // biome-ignore format: one line a fact
  });

  it('ase.extxyz has what frames and atoms carry besides', async () => {
    const { values, headers, notes } = await readFrames('ase.extxyz', fixture('ase.extxyz'));
    const frames = expected['ase.extxyz'];
    expect(notes).toEqual([]);
    expect(headers).toEqual([
      'R float32 [5,12,3]',
      'Z int32 [5,12]',
      'N int32 [5,1]',
      'names string [5]',
      'charge float32 [5]',
      'mono float32 [5,12]',
      'tag_number int32 [5,12]',
      'forces float32 [5,12,3]',
      'name string [5]',
      'dipole_guess float64 [5,3]',
      'good float64 [5]',
      'energy float64 [5]',
    ]);
    const info = frames.map((frame) => frame.info);
    const arrays = frames.map((frame) => frame.arrays);
    expect(values.charge).toEqual([-2, -1, 0, 1, 2]);
    expect(values.name).toEqual(info.map(({ name }) => name));
    expect(values.good).toEqual(info.map(({ good }) => Number(good)));
    expect(values.dipole_guess).toEqual(info.flatMap(({ dipole_guess }) => dipole_guess));
    expect(values.energy?.map((energy) => Number(energy) + 0)).toEqual(info.map(({ energy }) => energy + 0));
    expect(values.mono).toEqual(padded(arrays.map(({ mono }) => mono), 12)); // biome-ignore format: one line a fact
    expect(values.tag_number).toEqual(padded(arrays.map(({ tag_number }) => tag_number), 12)); // biome-ignore format: one line a fact
    expect(values.forces).toEqual(padded(arrays.map(({ forces }) => forces.flat()), 36)); // biome-ignore format: one line a fact
  });

  it('a periodic cell is said to be ignored', async () => {
    const { notes } = await readFrames('asePeriodic.xyz', fixture('asePeriodic.xyz'));
    expect(notes).toEqual([
      'frames-periodic: A periodic cell is given for 1 frame, first on line 1, and is ignored: atoms have no images',
    ]);
  });
});

describe('plain frames', () => {
  it('may have blank lines between, Windows line ends, tabs, and exponents of Fortran and Mathematica', async () => {
    const text =
      '\r\n 2 \r\n  a title \r\nO\t0.5D+00\t-1.0d-1  2*^0\r\nh  1e0 .5 -.5\r\n\r\n\r\n1\r\n\r\nHe 0 0 0';
    const { values, notes } = await readFrames('some.xyz', text.replace('2*^0', '2.0*^-1'));
    expect(notes).toEqual([]);
    expect(values.R).toEqual(padded([[0.5, -0.1, 0.2, 1, 0.5, -0.5], [0, 0, 0]], 6)); // biome-ignore format: one line a fact
    expect(values.Z).toEqual([8, 1, 2, 0]);
    expect(values.names).toEqual(['a title', null]);
  });

  it('may end lines as old Macintoshes do', async () => {
    const { values } = await readFrames('some.xyz', '1\r\rHe 0 0 1\r1\r\rNe 0 0 2\r');
    expect(values.Z).toEqual([2, 10]);
  });

  it('name atoms by labels, isotopes, and atomic numbers', async () => {
    const labels = ['Cl1', 'D', 'T', '17', 'CL', 'c_3', 'O2-', 'Og', "H'", 'C.ar'];
    const { values } = await read(`${labels.length}`, '', ...labels.map((label) => `${label} 0 0 0`));
    expect(values.Z).toEqual([17, 1, 1, 17, 17, 6, 8, 118, 1, 6]);
  });

  it('are read without columns that nothing names, which is said', async () => {
    const { headers, notes } = await read('1', 'x', 'H 0 0 0 0.25', '1', 'y', 'H 0 0 0 0.5 7');
    expect(headers).toEqual(['R float32 [2,1,3]', 'Z int32 [2,1]', 'N int32 [2,1]', 'names string [2]']);
    expect(notes).toEqual([
      'skipped: Left out columns of 2 frames, first on line 1: nothing names them; Properties=… in the comment would',
    ]);
  });

  it('warn of bohr in the comment, but not of gold', async () => {
    for (const title of ['in bohr', 'positions (au)', 'atomic units', 'x in a.u.']) {
      const { notes } = await read('1', title, 'H 0 0 0');
      expect(notes).toEqual([
        'frames-units: The comment of 1 frame, first on line 1, speaks of bohr or atomic units: positions are taken as they are, in Å',
      ]);
    }
    expect((await read('1', 'Au cluster, Au', 'Au 0 0 0')).notes).toEqual([]);
  });

  it('give the numbers that their comment names, as CP2K writes them, and leave prose alone', async () => {
    const comment = 'i =       10, time =        5.000, E =       -17.1643 by=hand';
    const { values, headers } = await read('1', comment, 'H 0 0 0');
    expect(headers.slice(4)).toEqual(['i float64 [1]', 'time float64 [1]', 'E float64 [1]']);
    expect([values.i, values.time, values.E, values.names]).toEqual([[10], [5], [-17.1643], [comment]]);
  });

  it('are read as QM9 has them, with lines behind the atoms that are left out aloud', async () => {
    const lines = [
      '2',
      'gdb 1\t157.7',
      'H 0 0 1.0*^-6\t0.1',
      'H 0 0 1\t0.1',
      '4401.2\t1.5\t2.5\t3.5',
      'C\tC',
    ];
    const { values, notes } = await read(...lines, 'InChI=1S/H2/h1H', '1', '', 'He 0 0 0');
    expect(values.R?.[2]).toBe(Math.fround(1e-6));
    expect(values.N).toEqual([2, 1]);
    expect(notes[0]).toBe(
      'skipped: Left out columns of 1 frame, first on line 1: nothing names them; Properties=… in the comment would',
    );
    expect(notes[1]).toBe(
      'skipped: Left out 3 lines between frames, first line 5: no number of atoms begins there',
    );
  });
});

describe('the comment of an extended frame', () => {
  const properties = 'Properties=species:S:1:pos:R:3';
  const one = (info: string, atom = 'H 0 0 0') => read('1', `${properties} ${info}`, atom);

  it('has quoted values with blanks and escaped quotes, keys in quotes, and keys without a value', async () => {
    const info = String.raw`a="x \"y\" z" b='it is' "two words"=word c = 5 path="C:\\d" flag empty=`;
    const { values, headers } = await one(info);
    expect(headers.slice(4)).toEqual([
      'a string [1]',
      'b string [1]',
      'two words string [1]',
      'c float64 [1]',
      'path string [1]',
      'flag float64 [1]',
    ]);
    expect([values.a, values.b, values['two words'], values.c, values.path, values.flag]).toEqual([
      ['x "y" z'],
      ['it is'],
      ['word'],
      [5],
      ['C:\\d'],
      [1],
    ]);
  });

  it('has vectors in quotes, braces, brackets, and nested brackets', async () => {
    const { values, headers } = await one('a="1 2 3" b={4 5} c=[6, 7] d=[[1, 2], [3, 4]] e=1,2 f={T F}');
    expect(headers.slice(4).map((header) => header.replace(' float64', ''))).toEqual([
      'a [1,3]',
      'b [1,2]',
      'c [1,2]',
      'd [1,4]',
      'e [1,2]',
      'f [1,2]',
    ]);
    expect(['a', 'b', 'c', 'd', 'e', 'f'].map((name) => values[name])).toEqual([
      [1, 2, 3],
      [4, 5],
      [6, 7],
      [1, 2, 3, 4],
      [1, 2],
      [1, 0],
    ]);
  });

  it('may end inside a quote or a bracket', async () => {
    expect((await one('a="not closed')).values.a).toEqual(['not closed']);
    expect((await one('a=[1 2')).values.a).toEqual([1, 2]);
  });

  it.each(['charge', 'total_charge', 'Q', 'Charge', 'net_charge'])('calls %s the charge', async (key) => {
    const { values, headers } = await one(`${key}=-1`);
    expect(headers[4]).toBe('charge float32 [1]');
    expect(values.charge).toEqual([-1]);
  });

  it('keeps a charge of atoms and one of the frame apart', async () => {
    const { values } = await read('1', `${properties}:charge:R:1 charge=2 Q=3`, 'H 0 0 0 0.5');
    expect([values.charge, values.charges, values.Q]).toEqual([[2], [0.5], [3]]);
  });

  it('takes no name of another array', async () => {
    const { headers } = await one('R=1 Z=2 names=3');
    expect(headers.slice(4)).toEqual(['R.1 float64 [1]', 'Z.1 float64 [1]', 'names.1 float64 [1]']);
  });

  it('leaves NaN or nothing where a frame does not say it', async () => {
    const { values } = await read(
      ...['1', `${properties}:forces:R:3:n:I:1 energy=2 kind=a`, 'H 0 0 0 1 2 3 4'],
      ...['2', properties, 'H 0 0 0', 'H 0 0 1'],
    );
    const nan = Number.NaN;
    expect(values.energy).toEqual([2, nan]);
    expect(values.kind).toEqual(['a', null]);
    expect(values.forces).toEqual([1, 2, 3, 0, 0, 0, nan, nan, nan, nan, nan, nan]);
    expect(values.n).toEqual([4, 0, nan, nan]);
  });

  it('makes text of a key with numbers in some frames and words in others, and says so', async () => {
    const frame = (info: string) => ['1', `${properties} ${info}`, 'H 0 0 0'];
    const { values, notes } = await read(...frame('id=7 v="1 2"'), ...frame('id=x v=3'), ...frame('id=8'));
    expect(values.id).toEqual(['7', 'x', '8']);
    expect(values.v).toEqual(['1 2', '3', null]);
    expect(notes).toEqual([
      'text-in-number: `id` is read as text: 1 of its 3 values are no numbers, first "x"',
      'text-in-number: `v` is read as text: not the same number of numbers in every frame',
    ]);
  });

  it('says which columns atoms have, in any order, with truth values and columns that are not known', async () => {
    const { values, headers, notes } = await read(
      '2',
      'Properties=fixed:L:1:pos:R:3:residue:S:1:Z:I:1:force:R:3:odd:R:2',
      'T 1 2 3 ALA 8 4 5 6 .1 .2',
      'F 1 2 3 ALA 1 4 5 6 .1 .2 extra',
    );
    expect(headers.slice(3)).toEqual([
      'names string [1]',
      'fixed int32 [1,2]',
      'forces float32 [1,2,3]',
      'odd float32 [1,2,2]',
    ]);
    expect([values.Z, values.fixed]).toEqual([[8, 1], [1, 0]]); // biome-ignore format: one line a fact
    expect(notes).toEqual([
      'skipped: `residue` was left out: text of every atom is not read',
      'skipped: Left out columns of 1 frame, first on line 1: nothing names them; Properties=… in the comment would',
    ]);
  });
});
