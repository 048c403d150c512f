/** Rows that are not on the device, in memory and in a real file. */
import { afterAll, describe, expect, it } from 'vitest';
import { diskWorkspace } from './datasetReader.fixture';
import { createRowFile, memoryWorkspace, type ScratchFile } from './workspace';

const disk = diskWorkspace();
afterAll(disk.dispose);

describe.each([
  ['memory', memoryWorkspace],
  ['a file', disk],
])('rows in %s', (_, workspace) => {
  it('come back by number, in any order and more than once', async () => {
    const rows = createRowFile(await workspace.scratch(30), 3);
    rows.append(Uint8Array.from({ length: 12 }, (_, i) => i));
    rows.append(Uint8Array.from({ length: 18 }, (_, i) => 12 + i));
    const read = (...numbers: number[]) => [...rows.read(Int32Array.from(numbers))];
    expect(read(9)).toEqual([27, 28, 29]);
    expect(read(3, 4, 0, 4, 5, 6, 5)).toEqual(
      [3, 4, 0, 4, 5, 6, 5].flatMap((row) => [3 * row, 3 * row + 1, 3 * row + 2]),
    );
    expect(read()).toEqual([]);
    rows.close();
  });
});

it('neighbours are read in one go', () => {
  const reads: [position: number, length: number][] = [];
  const file: ScratchFile = {
    write() {},
    readInto: (target, position) => void reads.push([position, target.length]),
    close() {},
  };
  createRowFile(file, 10).read(Int32Array.of(4, 5, 6, 8, 7, 8, 8));
  expect(reads).toEqual([
    [40, 30],
    [80, 10],
    [70, 20],
    [80, 10],
  ]);
});
