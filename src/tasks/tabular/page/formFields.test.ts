import { expect, test } from 'vitest';
import { z } from 'zod';
import { type FormField, fieldAt, formFields, nameInWords } from '../../../views/configure/formFields';
import { catalogue } from '../../catalogue';

function flatten(fields: FormField[]): FormField[] {
  return fields.flatMap((field) => {
    if (field.kind === 'section') return flatten(field.fields);
    if (field.kind === 'variant') return [field, ...Object.values(field.variants).flatMap(flatten)];
    return [field];
  });
}

const tabular = flatten(formFields(catalogue.tabular.schema));
const at = (path: string) => tabular.find((field) => field.path === path);

test('every section of a task becomes a section of the form', () => {
  const keys = formFields(catalogue.tabular.schema).map(({ key }) => key);
  expect(keys.sort()).toEqual(['checkpoint', 'dataset', 'experiment', 'loss', 'model', 'training']);
});

test('no leaf of the tabular configuration is missing from the form', () => {
  const leaves = (value: unknown, path: string): string[] =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.entries(value).flatMap(([key, inner]) => leaves(inner, path ? `${path}.${key}` : key))
      : [path];
  const fixed = ['version', 'task', 'training.optimizer.name', 'training.schedule.name'];
  // Chosen together with the weights themselves, in a panel of its own.
  const apart = 'training.pretrained.';
  const expected = leaves(catalogue.tabular.schema.parse({}), '').filter(
    (path) => !fixed.includes(path) && !path.startsWith(apart),
  );
  const shown = new Set(tabular.map(({ path }) => path));
  expect(expected.filter((path) => !shown.has(path))).toEqual([]);
});

test('labels, defaults and bounds come from the schema', () => {
  expect(at('model.hiddenSize')).toMatchObject({
    kind: 'number',
    label: 'Hidden size',
    takes: 'a whole number of at least 1 and at most 16384',
    initial: 512,
  });
  expect(at('model.dropout')).toMatchObject({
    kind: 'number',
    takes: 'a number of at least 0 and below 1',
    initial: 0.1,
  });
  expect(at('training.epochs')).toMatchObject({ takes: 'a whole number of at least 1', nullable: false });
  expect(at('training.maxSteps')).toMatchObject({ kind: 'number', nullable: true, initial: null });
  expect(at('training.shuffle')).toMatchObject({ kind: 'toggle', initial: true });
  expect(at('dataset.split')).toMatchObject({ options: ['auto', 'chronological', 'random', 'stratified'] });
  expect(at('dataset.inputs')).toMatchObject({ kind: 'texts' });
  expect(at('loss.classWeights')).toMatchObject({ kind: 'wordOrNumbers', options: ['none', 'balanced'] });
  expect(at('experiment.name')).toMatchObject({ kind: 'text', long: false });
  expect(at('experiment.notes')).toMatchObject({ kind: 'text', long: true });
});

test('a discriminated union becomes a choice with the fields of each variant', () => {
  const optimizer = at('training.optimizer');
  if (optimizer?.kind !== 'variant') throw new Error('not a variant');
  expect(optimizer.by).toBe('name');
  expect(Object.keys(optimizer.variants)).toEqual(['sgd', 'adam', 'adamw', 'rmsprop', 'adagrad']);
  expect(optimizer.variants.sgd!.map(({ path }) => path)).toEqual([
    'training.optimizer.momentum',
    'training.optimizer.nesterov',
  ]);
});

test('a list of objects becomes groups of fields with paths of their own', () => {
  const groups = at('training.parameterGroups');
  if (groups?.kind !== 'list') throw new Error('not a list');
  expect(groups.item.map(({ path }) => path)).toEqual([
    'pattern',
    'learningRateScale',
    'weightDecay',
    'proximalL1',
    'frozen',
    'optional',
  ]);
});

test('a choice inside a list has its options at the place of the item', () => {
  const regularizers = at('training.regularizers');
  if (regularizers?.kind !== 'list') throw new Error('not a list');
  const schedule = regularizers.item.find(({ key }) => key === 'schedule')!;
  const placed = fieldAt(schedule, 'training.regularizers.1');
  if (placed.kind !== 'variant') throw new Error('not a variant');
  expect(placed.path).toBe('training.regularizers.1.schedule');
  expect(placed.variants.linearRamp!.map(({ path }) => path)).toEqual([
    'training.regularizers.1.schedule.startEpoch',
    'training.regularizers.1.schedule.endEpoch',
  ]);
});

test('a field without a description is labelled by its name in words', () => {
  expect(nameInWords('minDelta')).toBe('Min delta');
  const [part] = formFields(z.object({ part: z.strictObject({ oddThing: z.boolean().default(false) }) }));
  expect(part).toMatchObject({ kind: 'section', fields: [{ label: 'Odd thing', kind: 'toggle' }] });
});
