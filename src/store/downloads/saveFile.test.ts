import { expect, it } from 'vitest';
import { safeFileName } from './saveFile';

it.each([
  ['run 12 – loss.svg', 'run 12 – loss.svg'],
  ['a/b\\c:d*e.csv', 'a-b-c-d-e.csv'],
  ['../../etc/passwd', 'etc-passwd'],
  ['регрессия.npz', 'регрессия.npz'],
  ['new\nline', 'new-line'],
  ['...', 'anneal'],
])('makes %j safe as a file name', (name, expected) => {
  expect(safeFileName(name)).toBe(expected);
});
