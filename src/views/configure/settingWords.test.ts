/** What every task's schema says of its settings, read as the form reads it. */
import { describe, expect, test } from 'vitest';
import { children, type Field, fieldTree } from '../../config/configFields';
import { defaultConfig, describedTask, taskKinds } from '../../tasks/runConfig';
import { type FormField, formFields } from './formFields';
import { changedIn, essentialsOf } from './grouping';

/** Every list of fields that stand together: of a section, of a variant, of an item. */
function groupsOf(fields: FormField[]): FormField[][] {
  const inner = fields.flatMap((field) => {
    if (field.kind === 'section') return groupsOf(field.fields);
    if (field.kind === 'variant') return Object.values(field.variants).flatMap(groupsOf);
    return field.kind === 'list' ? groupsOf(field.item) : [];
  });
  return [fields, ...inner];
}

describe.each(taskKinds)('the settings of %s', (task) => {
  const sections = formFields(describedTask(task).schema);
  const groups = sections.flatMap(({ fields }) => groupsOf(fields));

  test('have a label that the schema states', () => {
    const untitled = (field: Field, path: string): string[] =>
      [...children(field)].flatMap(([key, inner]) => {
        if (inner.const !== undefined) return [];
        const place = `${path}.${key}`;
        const options = (inner.oneOf ?? inner.anyOf ?? [inner]).filter((one) => typeof one !== 'boolean');
        const below = options.flatMap((option) => untitled(option, place));
        return inner.title === undefined ? [place, ...below] : below;
      });
    const tree = children(fieldTree(describedTask(task).schema));
    expect(sections.flatMap(({ key }) => untitled(tree.get(key)!, key))).toEqual([]);
  });

  test('are as they were where nothing was chosen', () => {
    const changed = sections.flatMap((section) => changedIn(section, defaultConfig(task)));
    expect(changed.map(({ path }) => path)).toEqual([]);
  });

  test('have a label that no neighbour has', () => {
    for (const group of groups) {
      const labels = group.map(({ label }) => label);
      expect(labels).toEqual([...new Set(labels)]);
    }
  });

  test('have one sentence of help or none', () => {
    const helps = groups.flat().flatMap(({ help }) => help ?? []);
    expect(helps.filter((help) => !/^[A-Z0-9].*[^.]\.$/.test(help) || /\. [A-Z]/.test(help))).toEqual([]);
    expect(helps.filter((help) => help.length > 120)).toEqual([]);
  });

  test('are some ten that stand first', () => {
    const essentials = sections.flatMap(essentialsOf);
    expect(essentials.length).toBeGreaterThanOrEqual(8);
    expect(essentials.length).toBeLessThanOrEqual(12);
    const labels = essentials.map(({ label }) => label);
    expect(labels).toEqual([...new Set(labels)]);
  });

  test('are all in its default configuration', () => {
    expect(Object.keys(defaultConfig(task))).toEqual(expect.arrayContaining(sections.map(({ key }) => key)));
  });
});
