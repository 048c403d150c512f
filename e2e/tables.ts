/** Small files that the specs drop, made on the spot. */
import { readFileSync } from 'node:fs';

export interface TestFile {
  name: string;
  mimeType: string;
  buffer: Buffer;
}

const csv = (name: string, text: string): TestFile => ({
  name,
  mimeType: 'text/csv',
  buffer: Buffer.from(text),
});

/** y = 2a − b + ab/2 + c/10 without noise, 400 rows. */
export function regressionTable(name = 'table.csv'): TestFile {
  const lines = ['a,b,c,y'];
  for (let i = 0; i < 400; i++) {
    const [a, b, c] = [Math.sin(i * 1.3), Math.cos(i * 0.7), Math.sin(i * i * 0.01)];
    lines.push([a, b, c, 2 * a - b + (a * b) / 2 + 0.1 * c].join(','));
  }
  return csv(name, `${lines.join('\n')}\n`);
}

/** Three classes by text, each a cloud of its own; 300 rows. */
export function classTable(name = 'flowers.csv'): TestFile {
  const lines = ['length,width,kind'];
  for (let i = 0; i < 300; i++) {
    const kind = i % 3;
    const [x, y] = [Math.sin(i * 1.7), Math.cos(i * 2.3)];
    lines.push([4 + kind + 0.4 * x, 3 - kind + 0.4 * y, ['rose', 'tulip', 'lily'][kind]].join(','));
  }
  return csv(name, `${lines.join('\n')}\n`);
}

/** Three cells in the third line where two belong. */
export const raggedTable = (): TestFile => csv('ragged.csv', 'a,y\n1,2\n3,4,5\n6,7\n');

/** One word in a column of numbers. */
export function textInNumbers(): TestFile {
  const rows = Array.from({ length: 60 }, (_, i) => `${i},${i === 40 ? 'abc' : i * 2}`);
  return csv('words.csv', `a,y\n${rows.join('\n')}\n`);
}

/** The first third of an HDF5 file. */
export function truncatedHdf5(): TestFile {
  const whole = readFileSync('public/samples/regression.h5');
  return { name: 'half.h5', mimeType: 'application/x-hdf5', buffer: whole.subarray(0, whole.length / 3) };
}

export const notHdf5 = (): TestFile => ({
  name: 'letter.h5',
  mimeType: 'application/x-hdf5',
  buffer: Buffer.from('Dear reader, this is no HDF5 file.'.repeat(20)),
});
