import { expect, test } from 'vitest';
import { sessionWarnings, suggestedSettings } from './suggestion';

const shaped = (shapes: Record<string, number[]>) =>
  Object.entries(shapes).map(([name, shape]) => ({ name, shape }));
const a = { 'a/stim': [9, 4, 4], 'a/robs': [9, 2], 'a/behavior': [9, 2] };

test('recordings of one kind do with the defaults', () => {
  expect(suggestedSettings(shaped(a))).toEqual({});
});

test('frames of several sizes ask for an adapter', () => {
  const given = shaped({ ...a, 'b/stim': [9, 5, 5], 'b/robs': [9, 2], 'b/behavior': [9, 2] });
  expect(suggestedSettings(given)).toEqual({ model: { adapter: { name: 'affine' } } });
});

test('behaviour that some sessions lack is not used', () => {
  expect(suggestedSettings(shaped({ ...a, 'b/stim': [9, 4, 4], 'b/robs': [9, 2] }))).toEqual({
    model: { modulator: { name: 'none' } },
  });
});

test('the eye is behaviour where there is no other', () => {
  const given = shaped({ stim: [9, 4, 4], robs: [9, 2], eyepos: [9, 2] });
  expect(suggestedSettings(given)).toEqual({ dataset: { behavior: 'eye' } });
});

test('without frames the model is of behaviour alone', () => {
  expect(suggestedSettings(shaped({ robs: [9, 2], behavior: [9, 2] }))).toEqual({
    model: {
      adapter: { name: 'none' },
      frontend: { name: 'none' },
      convnet: { kind: 'none', blocks: [] },
      readout: { name: 'linear' },
    },
  });
});

test('counts that lie the other way are warned of', () => {
  expect(sessionWarnings(shaped({ stim: [9, 4, 4], robs: [2, 9] }))).toEqual([
    { code: 'transposed', message: expect.stringContaining('robs looks transposed') },
  ]);
  expect(sessionWarnings(shaped(a))).toEqual([]);
});
