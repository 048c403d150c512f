import { expect, test } from 'vitest';
import { jsonLines, lineOf } from './jsonLines';

const text = '{\n  "a": 1,\n  "b": {\n    "c": [1,\n      "x{,}\\"",\n      {"d": null}]\n  }\n}\n';

test('every value has the line it begins on', () => {
  const { lines, error } = jsonLines(text);
  expect(error).toBeNull();
  expect(Object.fromEntries(lines)).toEqual({
    '': 1,
    a: 2,
    b: 3,
    'b.c': 4,
    'b.c.0': 4,
    'b.c.1': 5,
    'b.c.2': 6,
    'b.c.2.d': 6,
  });
});

test('a path that is not written down belongs to what surrounds it', () => {
  const { lines } = jsonLines(text);
  expect([lineOf(lines, 'b.c.2.e'), lineOf(lines, 'b.q'), lineOf(lines, 'zzz')]).toEqual([6, 3, 1]);
});

test.each([
  ['{\n "a": 1,\n}', 3, 'a name in double quotes'],
  ['{\n "a": 1\n "b": 2}', 3, '"," or "}"'],
  ['[1, 2', 1, '"," or "]"'],
  ['{"a" 1}', 1, '":"'],
  ['{"a":\n nul}', 2, 'a value'],
  ['{"a": 01}', 1, '"," or "}"'],
  ['1 2', 1, 'the end'],
  ['', 1, 'a value'],
])('names the line of the error in %j', (wrong, line, expected) => {
  const { error } = jsonLines(wrong);
  expect(error?.line).toBe(line);
  expect(error?.message).toContain(`expected ${expected}`);
  expect(() => JSON.parse(wrong)).toThrow();
});

test('agrees with JSON.parse on what is JSON', () => {
  for (const right of ['0', '-1.5e-3', '"\\u00e9"', '[]', '{}', ' [ {} , [ ] ] ', 'true', 'null']) {
    expect(jsonLines(right).error).toBeNull();
    expect(() => JSON.parse(right)).not.toThrow();
  }
});
