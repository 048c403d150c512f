import { expect, test } from 'vitest';
import { z } from 'zod';
import { trainingSchema } from '../../protocol/config';
import type { Draft } from '../../store/draft';
import { formOf, foundElsewhere, shownIn } from './form';
import { type FormField, formFields } from './formFields';
import { settingsIn } from './grouping';
import { searchFor } from './search';

const [training] = formFields(z.object({ training: trainingSchema.prefault({}) }));
const config = { training: trainingSchema.parse({}) };

/** Labels of the settings that are found, in the configuration with every default. */
function found(typed: string): string[] {
  const search = searchFor(typed);
  return search
    ? settingsIn(training!, config)
        .filter(search)
        .map(({ label }) => label)
    : [];
}

test.each([
  ['the label', 'Gradient clipping (norm)', ['Gradient clipping (norm)']],
  ['the key in the JSON', 'gradientClipNorm', ['Gradient clipping (norm)']],
  ['the place in the JSON', 'training.seed', ['Seed']],
  ['a word of the help', 'denominator', ['ε']],
  ['another usual name', 'swa', ['EMA decay']],
  ['a name in Latin letters', 'beta1', ['β₁']],
  ['a Greek letter', 'β', ['β₁', 'β₂']],
  ['a Greek letter and a plain index', 'β1', ['β₁']],
  ['an index after a line', 'T_0', ['T₀']],
  ['an option', 'adagrad', ['Optimizer']],
])('a setting is found by %s', (_, typed, labels) => {
  expect(found(typed)).toEqual(labels);
});

test('how the words of a name are set apart does not matter', () => {
  for (const typed of ['batch_size', 'batchsize', 'batch size', 'Batch-Size', 'batchSize']) {
    expect(found(typed)).toEqual(['Batch size']);
  }
});

test('a word is found where words begin with it, not in their midst', () => {
  expect(found('lr')).toEqual(['Learning rate', 'Learning-rate schedule', 'Min learning rate']);
  expect(found('rning')).toEqual([]);
});

test('every word has to be found', () => {
  expect(found('clip value')).toEqual(['Gradient clipping (value)']);
  expect(found('clip banana')).toEqual([]);
});

test('nothing is searched for while nothing but spaces and signs is typed', () => {
  expect([searchFor(''), searchFor('  '), searchFor(' - ')]).toEqual([null, null, null]);
});

test('the settings inside a group are found by the label of the group', () => {
  expect(found('optimizer')).toEqual(expect.arrayContaining(['Optimizer', 'β₁', 'AMSGrad']));
});

test('an option of another choice is found at the choice, which names who has it', () => {
  const schedule = settingsIn(training!, config).find(({ path }) => path === 'training.schedule');
  if (schedule?.kind !== 'variant') throw new Error('not a variant');
  const search = searchFor('milestones')!;
  expect(foundElsewhere(schedule, config, search)).toEqual(new Map([['Milestones', ['multiStep']]]));
  const multiStep = { training: trainingSchema.parse({ schedule: { name: 'multiStep' } }) };
  expect(foundElsewhere(schedule, multiStep, search).size).toBe(0);
  const draft: Draft = {
    fingerprint: 'f',
    task: 't',
    preset: null,
    config,
    text: null,
    warnings: [],
    problems: [],
  };
  const shown = (field: FormField) =>
    shownIn(
      formOf(draft, search, { names: new Map(), idle: [] }, () => {}),
      field,
    );
  expect(shown(training!)).toEqual([schedule]);
  expect(shown({ ...schedule, part: 'options' })).toEqual([]);
});
