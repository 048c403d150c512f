/** Which sections of the form open by themselves, with the presets of tables. */
import { expect, test } from 'vitest';
import { configProblems } from '../../../config/draftProblems';
import type { JsonObject } from '../../../protocol/json';
import type { Draft } from '../../../store/draft';
import { formFields } from '../../../views/configure/formFields';
import { restOf } from '../../../views/configure/grouping';
import { followed, isWrong, type Opening } from '../../../views/configure/opening';
import { catalogue } from '../../catalogue';
import { defaultConfig, taskKinds } from '../../runConfig';

const { schema } = catalogue.tabular;
const sections = formFields(schema).map(restOf);
const closed: Opening = { preset: null, open: new Set() };

function draftOf(preset: string | null, changes: JsonObject = {}): Draft {
  const config: JsonObject = { ...defaultConfig('tabular', preset ?? undefined), ...changes };
  const problems = configProblems(schema, config);
  return { fingerprint: 'f', task: 'tabular', preset, config, text: null, warnings: [], problems };
}

const openAfter = (draft: Draft, before = closed) => [...followed(before, draft, sections).open].sort();

test('a preset opens the sections in which it changes something that does not stand first', () => {
  expect(openAfter(draftOf('large'))).toEqual([]);
  expect(openAfter(draftOf('quick'))).toEqual(['checkpoint']);
  expect(openAfter(draftOf('table'))).toEqual(['checkpoint', 'dataset']);
  expect(openAfter(draftOf('classify'))).toEqual(['checkpoint', 'dataset', 'loss', 'training']);
});

test('a section that a preset has opened can be closed, until another preset opens it', () => {
  const quick = followed(closed, draftOf('quick'), sections);
  const shut: Opening = { ...quick, open: new Set() };
  expect(followed(shut, draftOf('quick'), sections)).toBe(shut);
  expect(openAfter(draftOf('table'), shut)).toEqual(['checkpoint', 'dataset']);
});

test('a change of a value closes nothing, and the same preset chosen again opens anew', () => {
  const quick = followed(closed, draftOf('quick'), sections);
  const own = followed(quick, draftOf(null), sections);
  expect([...own.open]).toEqual(['checkpoint']);
  expect(openAfter(draftOf('quick'), { ...own, open: new Set() })).toEqual(['checkpoint']);
});

test('what was opened by hand stays open when a preset is chosen', () => {
  expect(openAfter(draftOf('quick'), { preset: null, open: new Set(['loss']) })).toEqual([
    'checkpoint',
    'loss',
  ]);
});

test('a mistake opens its section, which stays open when it is mended', () => {
  const wrong = draftOf(null, { loss: { labelSmoothing: 2 } });
  const opening = followed(closed, wrong, sections);
  expect([...opening.open]).toEqual(['loss']);
  expect(sections.filter((section) => isWrong(section, wrong)).map(({ key }) => key)).toEqual(['loss']);
  expect(openAfter(draftOf(null), opening)).toEqual(['loss']);
});

test('a mistake in what stands first opens nothing', () => {
  expect(openAfter(draftOf(null, { training: { epochs: 0 } }))).toEqual([]);
  expect(openAfter(draftOf(null, { training: { optimizer: { name: 'none' } } }))).toEqual([]);
});

test('a mistake in an option of what stands first opens the section of the option', () => {
  expect(openAfter(draftOf(null, { training: { optimizer: { name: 'adam', beta1: 2 } } }))).toEqual([
    'training',
  ]);
});

test('a preset of another task is another preset, whatever its name', () => {
  const other = taskKinds.find((kind) => kind !== 'tabular')!;
  const before = followed(closed, { ...draftOf('quick'), task: other }, sections);
  expect(openAfter(draftOf('quick'), { ...before, open: new Set() })).toEqual(['checkpoint']);
});
