/** XYZ files that are not whole: what is refused, with its line, and what is read all the same. */
import { describe, expect, it } from 'vitest';
import { readFrames } from '../frames/frames.fixture';
import { openFile } from '../openFile';

const read = (...lines: string[]) => readFrames('some.xyz', `${lines.join('\n')}\n`);
const good = ['2', 'good', 'H 0 0 0', 'H 0 0 1'];

/** What is wrong with a frame, where, and how it is told. */
const damages: [what: string, frame: string[], line: number, code: string, message: string][] = [
  ['an atom too few', ['3', 'bad', 'O 0 0 0', 'H 0 0 1'], 5, 'file-format', 'here atom 3 of 3 should be'],
  ['an atom too many', ['1', 'bad', 'O 0 0 0', 'H 0 0 1'], 1, 'file-format', 'it says 1 atom, and 2 follow'],
  ['no such element', ['1', 'bad', 'Clx 0 0 0'], 3, 'data-type', '"Clx" is no element'],
  ['the atomic number 119', ['1', 'bad', '119 0 0 0'], 3, 'data-type', '"119" is no element'],
  [
    'a coordinate of stars',
    ['1', 'bad', 'O 0 0 ******'],
    3,
    'data-type',
    '"******" is no number, which a coordinate should be',
  ],
  ['a missing coordinate', ['1', 'bad', 'O 0 0'], 3, 'file-format', 'an atom has 3 of 4 columns'],
  [
    'a blank line among atoms',
    ['2', 'bad', 'O 0 0 0', '', 'H 0 0 1'],
    4,
    'file-format',
    'here atom 2 of 2 should be',
  ],
  [
    'Properties without positions',
    ['1', 'Properties=species:S:1', 'O 0 0 0'],
    2,
    'file-format',
    'of Properties, it names no pos:R:3',
  ],
  [
    'Properties that are none',
    ['1', 'Properties=species:S:1:pos:R', 'O 0 0 0'],
    2,
    'file-format',
    'of Properties, "pos:R:" is not name:kind:columns with a kind of S, R, I or L',
  ],
  [
    'fewer columns than Properties says',
    ['1', 'Properties=species:S:1:pos:R:3:q:R:1', 'O 0 0 0'],
    3,
    'file-format',
    'an atom has 4 of 5 columns',
  ],
  [
    'a word where Properties says a number',
    ['1', 'Properties=species:S:1:pos:R:3:q:R:1', 'O 0 0 0 no'],
    3,
    'data-type',
    '"no" is no number, which `q` should be',
  ],
];

describe('a damaged frame', () => {
  it.each(damages)(
    'with %s is left out aloud, and the others are read',
    async (_, frame, line, __, message) => {
      const { values, notes } = await read(...good, ...frame, ...good, ...good);
      expect(values.N).toEqual([2, 2, 2]);
      expect(values.R).toEqual([0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1]);
      expect(notes[0]).toBe(
        `frames-damaged: Left out 1 of 4 frames, which cannot be read: some.xyz, line ${line + 4} (frame 2): ${message}`,
      );
    },
  );

  it.each(damages)(
    'with %s is refused where it is the only one',
    async (what, frame, line, code, message) => {
      // Alone, the end of the file is what comes too early.
      const isEnd = what === 'an atom too few';
      await expect(read(...frame)).rejects.toMatchObject({
        name: 'AnnealError',
        code: isEnd ? 'file-truncated' : code,
        message: isEnd
          ? 'some.xyz, line 4 (frame 1): the file ends after 2 of 3 atoms.'
          : `some.xyz, line ${line} (frame 1): ${message}.`,
        details: {
          place: `some.xyz, frame 1, line ${isEnd ? 4 : line}`,
          received: expect.stringMatching(/./),
          remedy: expect.stringMatching(/\.$/),
        },
      });
    },
  );

  it('at the end, which is cut off, is left out', async () => {
    const { values, notes } = await read(...good, ...good, '5', 'cut', 'O 0 0 0', 'H 0 0');
    expect(values.N).toEqual([2, 2]);
    expect(notes).toEqual([
      'frames-damaged: Left out 1 of 3 frames, which cannot be read: some.xyz, line 12 (frame 3): an atom has 3 of 4 columns',
    ]);
    const ends = await read(...good, '5', 'cut', 'O 0 0 0');
    expect(ends.notes[0]).toContain('some.xyz, line 7 (frame 2): the file ends after 1 of 5 atoms');
  });

  it('says the numbers of the frames behind it, and only some of many', async () => {
    const bad = ['1', 'bad', 'Xy 0 0 0'];
    const { notes } = await read(...Array<string[]>(5).fill(bad).flat(), ...good);
    expect(notes).toEqual([
      'frames-damaged: Left out 5 of 6 frames, which cannot be read: some.xyz, line 3 (frame 1): "Xy" is no element; some.xyz, line 6 (frame 2): "Xy" is no element; some.xyz, line 9 (frame 3): "Xy" is no element; and 2 more',
    ]);
  });

  it('may say a number that no file could hold', async () => {
    expect((await read('999999999', 'bad', 'O 0 0 0', ...good)).values.N).toEqual([2]);
  });
});

describe('a file', () => {
  it.each([
    ['that is empty', '', 'data-empty', 'some.xyz holds no atoms.'],
    ['of blank lines', '\n \n', 'data-empty', 'some.xyz holds no atoms.'],
    ['whose only frame has no atoms', '0\n\n', 'data-empty', 'some.xyz holds no atoms.'],
    [
      'that begins with an atom',
      'H 0 0 0\n',
      'file-format',
      'some.xyz, line 1 should be the number of atoms, and is "H 0 0 0".',
    ],
    [
      'of points',
      '0.1 0.2 0.3\n',
      'file-format',
      'some.xyz, line 1 should be the number of atoms, and is "0.1 0.2 0.3".',
    ],
  ])('%s is refused', async (_, text, code, message) => {
    await expect(readFrames('some.xyz', text)).rejects.toMatchObject({ code, message });
  });

  it('has frames without atoms left out, aloud', async () => {
    const { values, notes } = await read('0', 'none', ...good, '0', '', ...good);
    expect(values.names).toEqual(['good', 'good']);
    expect(notes).toEqual(['skipped: Left out 2 frames without atoms, first on line 1']);
  });

  it('is known as frames by its content under other names, and tables are not taken for frames', async () => {
    const frame = '2\nwater\nO 0.0 0.0 1.0\nH 0.5 0.0 0.0\n';
    expect((await readFrames('some.txt', frame)).format).toBe('xyz');
    for (const table of ['3\n4\n5\n', 'a b c\n1 2 3\n', '1\nx y z\n'.repeat(40)])
      expect((await openFile({ name: 'some.txt', blob: new Blob([table]) })).format).not.toBe('xyz');
  });

  it('in UTF-16, and one with a byte order mark, is read', async () => {
    const text = '1\nnäme\nO 0 0 1\n';
    const wide = new Uint8Array(2 + 2 * text.length);
    wide.set([0xff, 0xfe]);
    for (const [index, unit] of [...text].entries())
      new DataView(wide.buffer).setUint16(2 + 2 * index, unit.charCodeAt(0), true);
    for (const content of [wide, `\ufeff${text}`]) {
      const { values } = await readFrames('some.xyz', content);
      expect([values.Z, values.names]).toEqual([[8], ['näme']]);
    }
  });
});

describe('a stream of many frames', () => {
  const FRAMES = 60_000;
  const text = Array.from({ length: FRAMES }, (_, frame) => {
    const atoms = 1 + (frame % 7);
    return `${atoms}\nframe ${frame % 1000}\n${`O ${frame} 0.25 ${-frame / 8}\n`.repeat(atoms)}`;
  }).join('');
  const blob = new Blob([text]);

  it('comes in slabs of the same frames, reports progress to the end, and may be read again', async () => {
    const steps: number[] = [];
    const file = await openFile(
      { name: 'some.xyz', blob },
      {
        onProgress: (done, total) => steps.push(done / total),
      },
    );
    expect(steps.at(-1)).toBe(1);
    expect(steps.length).toBeGreaterThan(2);
    const streamed: number[] = [];
    const onProgress = (done: number, total: number) => streamed.push(done / total);
    for (let pass = 0; pass < 2; pass++) {
      const rows = { R: 0, N: 0 };
      let slabs = 0;
      for await (const { name, data } of file.stream(['R', 'N'], { onProgress })) {
        slabs++;
        const width = name === 'R' ? 21 : 1;
        const first = rows[name === 'R' ? 'R' : 'N'];
        for (let row = 0; row < data.length / width; row++) {
          const frame = first + row;
          if (name === 'N') expect(data[row] === 1 + (frame % 7)).toBe(true);
          else if (data[row * 21] !== frame || data[row * 21 + 2] !== Math.fround(-frame / 8))
            throw new Error(`${frame}`);
        }
        rows[name === 'R' ? 'R' : 'N'] += data.length / width;
      }
      expect(rows).toEqual({ R: FRAMES, N: FRAMES });
      expect(slabs).toBeGreaterThan(2);
      expect(streamed.at(-1)).toBe(1);
    }
    await expect(file.stream(['none'])[Symbol.asyncIterator]().next()).rejects.toMatchObject({
      code: 'data-not-found',
    });
  });

  it('is never held whole: pieces are asked for one by one, and no longer once it is cancelled', async () => {
    let largest = 0;
    let asked = 0;
    const source = {
      size: blob.size,
      slice(start = 0, end = blob.size) {
        largest = Math.max(largest, Math.min(end, blob.size) - start);
        asked++;
        return blob.slice(start, end);
      },
      arrayBuffer: () => blob.arrayBuffer(),
    };
    const file = await openFile({ name: 'some.xyz', blob: source });
    expect(largest).toBeLessThanOrEqual(1 << 20);
    asked = 0;
    const stop = new AbortController();
    const reading = async () => {
      for await (const _ of file.stream(['R'], { signal: stop.signal, onProgress: () => stop.abort() })) {
      }
    };
    await expect(reading()).rejects.toMatchObject({ code: 'cancelled' });
    expect(asked).toBeLessThanOrEqual(3);
    const opening = openFile({ name: 'some.xyz', blob }, { signal: AbortSignal.abort() });
    await expect(opening).rejects.toMatchObject({ code: 'cancelled' });
  });
});
