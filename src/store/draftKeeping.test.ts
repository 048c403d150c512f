import { beforeEach, expect, test } from 'vitest';
import { taskKinds } from '../tasks/runConfig';
import type { Draft } from './draft';
import { keepDrafts } from './draftKeeping';
import { initialStudioState, studio } from './studio';

const draft: Draft = {
  fingerprint: 'f',
  task: taskKinds[0]!,
  preset: null,
  config: { training: { epochs: 'x' } },
  text: '{"training": ',
  warnings: [],
  problems: [{ path: '', message: 'This is not JSON yet' }],
};

/** The part of Storage that matters; `full` refuses writes. */
function memory(full = false): Storage {
  const items = new Map<string, string>();
  return {
    get length() {
      return items.size;
    },
    clear: () => items.clear(),
    key: (index) => [...items.keys()][index] ?? null,
    getItem: (key) => items.get(key) ?? null,
    removeItem: (key) => void items.delete(key),
    setItem(key, value) {
      if (full) throw new DOMException('full', 'QuotaExceededError');
      items.set(key, value);
    },
  };
}

beforeEach(() => studio.setState(initialStudioState(), true));

test('drafts come back at the next visit as they were left, also unfinished text', () => {
  const storage = memory();
  const stop = keepDrafts(storage);
  studio.setState({ drafts: { f: draft }, draftOf: 'f' });
  stop();
  studio.setState(initialStudioState(), true);
  keepDrafts(storage)();
  expect(studio.getState()).toMatchObject({ drafts: { f: draft }, draftOf: 'f' });
});

test('what cannot be read is no draft', () => {
  for (const kept of ['{', '[]', '{"version":1,"draftOf":null,"drafts":{"f":{}}}', '{"version":99}']) {
    const storage = memory();
    storage.setItem('anneal.drafts', kept);
    keepDrafts(storage)();
    expect(studio.getState().drafts).toEqual({});
  }
});

test('a draft for a task that is not here is left out, and the others stay', () => {
  const storage = memory();
  const drafts = { f: draft, g: { ...draft, fingerprint: 'g', task: 'gone' } };
  storage.setItem('anneal.drafts', JSON.stringify({ version: 1, draftOf: 'g', drafts }));
  keepDrafts(storage)();
  expect(studio.getState().drafts).toEqual({ f: draft });
});

test('a full storage does not stop the page', () => {
  const stop = keepDrafts(memory(true));
  expect(() => studio.setState({ draftOf: 'f' })).not.toThrow();
  stop();
});
