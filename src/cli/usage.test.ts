import { expect, test } from 'vitest';
import { oneOf, readArguments, refuseWords } from './usage';

const kinds = { data: 'list', set: 'list', out: 'text', json: 'flag' } as const;

test('a list takes the words that follow it, and may be given again', () => {
  const { options, words } = readArguments(
    ['--data', 'a.npy', 'b.npy', '--json', '--set', 'x=1', '--data=c.npy', '--out', 'folder'],
    kinds,
  );
  expect(options).toEqual({ data: ['a.npy', 'b.npy', 'c.npy'], set: ['x=1'], out: 'folder', json: true });
  expect(words).toEqual([]);
});

test('words before an option and after a flag belong to none', () => {
  const { words } = readArguments(['first', '--json', 'second'], kinds);
  expect(words).toEqual(['first', 'second']);
  expect(() => refuseWords(words)).toThrow('"first" belongs to no option.');
});

test.each([
  [['--dat', 'x'], 'There is no option --dat.', 'Did you mean --data?'],
  [
    ['--nothing-like-it'],
    'There is no option --nothing-like-it.',
    'There are: --data, --set, --out, --json.',
  ],
  [['--out'], '--out needs a value.', 'Write --out VALUE.'],
  [['--out', '--json'], '--out needs a value.', 'Write --out VALUE.'],
  [['--json=yes'], '--json takes no value.', 'Leave it out.'],
])('%j is refused with what to do', (args, message, remedy) => {
  expect(() => readArguments(args, kinds)).toThrow(
    expect.objectContaining({ code: 'usage', message, details: expect.objectContaining({ remedy }) }),
  );
});

test('a choice from a closed list names what is allowed', () => {
  expect(oneOf('--backend', undefined, ['auto', 'cpu'], 'auto')).toBe('auto');
  expect(oneOf('--backend', 'cpu', ['auto', 'cpu'], 'auto')).toBe('cpu');
  expect(() => oneOf('--backend', 'gpu', ['auto', 'cpu'], 'auto')).toThrow('--backend is "gpu".');
});
