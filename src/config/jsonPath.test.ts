import { expect, test } from 'vitest';
import { sameJson, valueAt, withValueAt } from './jsonPath';

const json = { a: { b: [1, { c: 'x' }] }, d: null };

test('a value is found through objects and arrays, and nothing is found where there is none', () => {
  expect(valueAt(json, 'a.b.1.c')).toBe('x');
  expect(valueAt(json, 'd')).toBeNull();
  expect(['a.q', 'a.b.7', 'd.e', 'a.b.1.c.z'].map((path) => valueAt(json, path))).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

test('a replaced value leaves the original and everything beside it as it was', () => {
  const changed = withValueAt(json, 'a.b.1.c', 2);
  expect(changed).toEqual({ a: { b: [1, { c: 2 }] }, d: null });
  expect(json.a.b[1]).toEqual({ c: 'x' });
});

test('a replaced value stays where it was among the keys', () => {
  expect(Object.keys(withValueAt({ x: 1, y: 2, z: 3 }, 'y', 5))).toEqual(['x', 'y', 'z']);
});

test('what every object inherits is no value', () => {
  expect(valueAt(json, 'constructor')).toBeUndefined();
  expect(valueAt(json, 'a.toString')).toBeUndefined();
});

test('objects on the way to a new value are made', () => {
  expect(withValueAt({ d: null }, 'd.e.f', true)).toEqual({ d: { e: { f: true } } });
});

test('equality looks at values, not at the order of keys', () => {
  expect(sameJson({ a: 1, b: [null] }, { b: [null], a: 1 })).toBe(true);
  expect(sameJson({ a: 1 }, { a: 1, b: undefined as never })).toBe(true);
  expect(sameJson([1, 2], [2, 1])).toBe(false);
  expect(sameJson({}, [])).toBe(false);
  expect(sameJson({ a: null }, {})).toBe(false);
});
