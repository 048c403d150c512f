/** SDF and MOL files: what RDKit reads from its own and Open Babel's, and what is not whole. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { padded, readFrames } from '../frames/frames.fixture';
import expected from './fixtures/sdf.json';

const fixture = (name: string) =>
  new Uint8Array(readFileSync(new URL(`./fixtures/${name}`, import.meta.url)));
const read = (...lines: string[]) => readFrames('some.sdf', `${lines.join('\n')}\n`);

const atom = (label: string, x = 0, code = 0) =>
  `${x.toFixed(4).padStart(10)}    0.0000    1.0000 ${label.padEnd(3)} 0  ${code}  0  0`;
const head = (atoms: number, bonds = 0, title = 'title') => [
  title,
  '  program           3D',
  '',
  `${`${atoms}`.padStart(3)}${`${bonds}`.padStart(3)}  0  0  0  0  0  0  0  0999 V2000`,
];
const end = ['M  END', '$$$$'];
const good = [...head(2, 1, 'good'), atom('C'), atom('O', 1.5), '  1  2  2  0', ...end];

describe('files of other programs', () => {
  const files = [...Object.entries(expected), ['openBabelV3000.sdf', expected['openBabel.sdf']] as const];

  it.each(files)(
    '%s has the atoms, charges and titles that RDKit reads from it',
    async (name, structures) => {
      const { values, format } = await readFrames(name, fixture(name));
      const atoms = Math.max(...structures.map(({ numbers }) => numbers.length));
      expect(format).toBe('sdf');
      expect(values.N).toEqual(structures.map(({ numbers }) => numbers.length));
      expect(values.Z).toEqual(padded(structures.map(({ numbers }) => numbers), atoms)); // biome-ignore format: one line a fact
      expect(values.R).toEqual(padded(structures.map(({ positions }) => positions.flat()), 3 * atoms)); // biome-ignore format: one line a fact
      expect(values.charge).toEqual(structures.map(({ charge }) => charge));
      if (name.endsWith('.mol')) return;
      expect(values.names).toEqual(structures.map(({ title }) => title));
    },
  );

  it.each(['rdkit.sdf', 'rdkitV3000.sdf'] as const)('%s has its data fields as columns', async (name) => {
    const { values, headers, notes } = await readFrames(name, fixture(name));
    const fields = expected[name].map((structure) => structure.fields as { smiles: string; mass: string });
    expect(headers.slice(4)).toEqual(['charge float32 [6]', 'smiles string [6]', 'mass float64 [6]']);
    expect(values.smiles).toEqual(fields.map(({ smiles }) => smiles));
    expect(values.mass).toEqual(fields.map(({ mass }) => Number(mass)));
    expect(notes).toEqual([]);
  });

  it('a drawing is called one', async () => {
    const { notes } = await readFrames('rdkitFlat.mol', fixture('rdkitFlat.mol'));
    expect(notes).toEqual([
      'frames-flat: Flat: 1 frame, first on line 1, hold a drawing, not a geometry: all z are 0 and the file says 2D',
    ]);
  });
});

describe('a structure', () => {
  it('has the charges of its atom lines, unless M  CHG or M  RAD replaces them', async () => {
    const codes = [1, 2, 3, 4, 5, 6, 7, 0].flatMap((code) => [...head(1), atom('N', 0, code), ...end]);
    expect((await read(...codes)).values.charge).toEqual([3, 2, 1, 0, -1, -2, -3, 0]);
    const replaced = [...head(2), atom('N', 0, 1), atom('O', 1, 5), 'M  CHG  2   1   1   2  -2', ...end];
    const radical = [...head(1), atom('N', 0, 3), 'M  RAD  1   1   2', ...end];
    expect((await read(...replaced, ...radical)).values.charge).toEqual([-1, 0]);
  });

  it('has numbers without blanks between them, and a hundred atoms', async () => {
    const atoms = Array.from({ length: 100 }, (_, index) => atom('H', -1000 - index));
    const { values } = await read(...head(100, 0), ...atoms, ...end);
    expect(values.N).toEqual([100]);
    expect(values.R?.slice(0, 6)).toEqual([-1000, 0, 1, -1001, 0, 1]);
    const glued = [...head(100, 0)];
    glued[3] = '100120  0  0  0  0  0  0  0  0999 V2000';
    expect((await read(...glued, ...atoms, ...end)).values.N).toEqual([100]);
  });

  it('may keep to no columns, and have Windows line ends', async () => {
    const lines = ['t', '', '', '1 0 V2000', '1.5\t-2.5 1.0D+00 Cl 0 5', ...end];
    const { values } = await readFrames('some.mol', lines.join('\r\n'));
    expect([values.R, values.Z, values.charge, values.names]).toEqual([[1.5, -2.5, 1], [17], [-1], ['t']]);
  });

  it('has data fields of several lines, without a value, twice, with numbers and words, and by number', async () => {
    const fields = [
      '> <energy>',
      '-1.5',
      '',
      '>  25 <note> (7)',
      'one',
      'two',
      '',
      '> <none>',
      '',
      '> <x>',
      '1',
    ];
    const more = ['', '> <x>', '2', '', '> DT12', '5', '', '> <charge>', '3', ''];
    const { values } = await read(...good.slice(0, -1), ...fields, ...more, '$$$$', ...good);
    expect(values.energy).toEqual([-1.5, Number.NaN]);
    expect(values.note).toEqual(['one\ntwo', null]);
    expect('none' in values).toBe(false);
    expect([values.x?.[0], values['x.1']?.[0], values.DT12?.[0]]).toEqual([1, 2, 5]);
    expect([values.charge, values['charge.1']]).toEqual([[0, 0], [3, Number.NaN]]); // biome-ignore format: one line a fact
  });

  it('may stand alone without $$$$, behind blank lines, or be without a bond block', async () => {
    expect((await read(...good.slice(0, -1))).values.N).toEqual([2]);
    expect((await read(...good, '', ...good, '', '')).values.names).toEqual(['good', 'good']);
    expect((await read(...head(1), atom('He'), '$$$$', ...good)).values.N).toEqual([1, 2]);
  });

  it('of V3000 may go on in the next line, with charges of its atoms', async () => {
    const lines = ['big', '  program           3D', '', '  0  0  0     0  0            999 V3000'];
    const table = [
      'BEGIN CTAB',
      'COUNTS 2 0 0 0 0',
      'BEGIN ATOM',
      '1 N 1 2 -',
      '3 0 CHG=2',
      '2 O 4 5 6 0 CHG=-1',
    ];
    const rest = ['END ATOM', 'END CTAB'].map((line) => `M  V30 ${line}`);
    const { values } = await read(...lines, ...table.map((line) => `M  V30 ${line}`), ...rest, ...end);
    expect([values.R, values.Z, values.charge]).toEqual([[1, 2, 3, 4, 5, 6], [7, 8], [1]]);
  });
});

describe('a structure that cannot be read', () => {
  const damages: [string, string[], number, string, string][] = [
    ['of no element', [...head(1), atom('R#'), ...end], 5, 'data-type', '"R#" is no element'],
    [
      'with too few atoms',
      [...head(3), atom('C'), atom('C'), ...end],
      7,
      'file-format',
      '2 of 3 atoms are here',
    ],
    [
      'with no counts',
      ['a', 'b', 'c', 'd', ...end],
      4,
      'file-format',
      'no counts line with the numbers of atoms and bonds is here',
    ],
    [
      'with a bond where an atom should be',
      [...head(2, 1), atom('C'), '  1  2  1  1  0', ...end],
      6,
      'file-format',
      'no atom is here, but one should be',
    ],
    [
      'with too many atoms',
      [...head(1), atom('C'), atom('C'), ...end],
      4,
      'file-format',
      'it says 1 atom, and more follow',
    ],
    [
      'with a charge of letters',
      [...head(1), atom('C'), 'M  CHG  1   1   x', ...end],
      6,
      'data-type',
      'a charge is no number',
    ],
  ];

  it.each(damages)('%s is left out aloud, and the others are read', async (_, lines, line, __, message) => {
    const { values, notes } = await read(...good, ...lines, ...good);
    expect(values.names).toEqual(['good', 'good']);
    expect(notes).toEqual([
      `frames-damaged: Left out 1 of 3 frames, which cannot be read: some.sdf, line ${line + good.length} (frame 2): ${message}`,
    ]);
  });

  it.each(damages)('%s is refused alone', async (_, lines, line, code, message) => {
    await expect(read(...lines)).rejects.toMatchObject({
      code,
      message: `some.sdf, line ${line} (frame 1): ${message}.`,
      details: { received: expect.stringMatching(/./), remedy: expect.stringMatching(/\.$/) },
    });
  });

  it('because the file is cut off is left out, wherever the cut is', async () => {
    const whole = [...good, ...head(2, 1), atom('C'), atom('O'), '  1  2  1  0', 'M  END'];
    for (let kept = good.length + 5; kept < whole.length; kept++) {
      const { values, notes } = await read(...whole.slice(0, kept));
      expect(values.N).toEqual([2]);
      expect(notes[0]).toContain('frames-damaged: Left out 1 of 2 frames');
    }
    expect((await read(...whole)).values.N).toEqual([2, 2]);
  });

  it('because there is nothing in the file is an error', async () => {
    await expect(read('')).rejects.toMatchObject({ code: 'data-empty', message: 'some.sdf holds no atoms.' });
    await expect(read(...head(0), ...end)).rejects.toMatchObject({ code: 'data-empty' });
    await expect(read('a,b', '1,2')).rejects.toMatchObject({ code: 'file-format' });
  });
});
