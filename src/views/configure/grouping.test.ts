import { expect, test } from 'vitest';
import { z } from 'zod';
import { formFields } from './formFields';
import { changedIn, essentialsOf, restOf, settingsIn } from './grouping';

const solver = z
  .discriminatedUnion('name', [
    z.strictObject({ name: z.literal('a'), rate: z.number().default(1) }),
    z.strictObject({ name: z.literal('b'), rate: z.number().default(1), power: z.number().default(2) }),
  ])
  .meta({ title: 'Solver', essential: true });

const schema = z.object({
  part: z
    .strictObject({
      width: z.number().meta({ title: 'Width', essential: true }).default(8),
      depth: z.number().default(2),
      solver: solver.prefault({ name: 'a' }),
      inner: z.strictObject({ size: z.number().meta({ essential: true }).default(1) }).prefault({}),
      names: z.array(z.string()).default([]),
    })
    .prefault({}),
});

const [part] = formFields(schema);
const paths = (fields: { path: string }[]) => fields.map(({ path }) => path);

test('what the schema calls essential stands first, out of its section, and the rest stays there', () => {
  expect(paths(essentialsOf(part!))).toEqual(['part.width', 'part.solver', 'part.inner.size']);
  expect(paths(restOf(part!).fields)).toEqual(['part.depth', 'part.solver', 'part.names']);
});

test('a choice that is essential leaves its options behind', () => {
  const config = { part: { solver: { name: 'b' } } };
  const [, choice] = essentialsOf(part!);
  expect(paths(settingsIn(choice!, config))).toEqual(['part.solver']);
  expect(paths(settingsIn(restOf(part!), config))).toEqual([
    'part.depth',
    'part.solver.rate',
    'part.solver.power',
    'part.names',
  ]);
});

test('every setting is counted once, first or in its section', () => {
  const config = schema.parse({ part: { solver: { name: 'b' } } });
  const apart = [...essentialsOf(part!), restOf(part!)].flatMap((field) => settingsIn(field, config));
  expect(paths(apart).sort()).toEqual(paths(settingsIn(part!, config)).sort());
});

test('a value that is not the default is changed, in a whole configuration as in a part of one', () => {
  const changed = (config: Record<string, never> | object) => paths(changedIn(part!, config as never));
  expect(changed(schema.parse({}))).toEqual([]);
  expect(changed({})).toEqual([]);
  expect(changed({ part: { depth: 3, names: ['x'], width: 8 } })).toEqual(['part.depth', 'part.names']);
});

test('another choice is a change, whatever its options are', () => {
  const changed = (config: object) => paths(changedIn(part!, config as never));
  expect(changed({ part: { solver: { name: 'b', rate: 1 } } })).toEqual(['part.solver']);
  expect(changed({ part: { solver: { name: 'a', rate: 3 } } })).toEqual(['part.solver.rate']);
  expect(changed({ part: { solver: { rate: 3 } } })).toEqual(['part.solver.rate']);
});

test('the defaults of a section come before those of its fields, and only for the choice that it makes', () => {
  const item = z.strictObject({ name: z.string(), rate: z.number().default(1) });
  const own = z.object({
    part: z
      .strictObject({ solver, items: z.array(item).default([]) })
      .prefault({ solver: { name: 'b', power: 5 }, items: [{ name: 'x' }] }),
  });
  const [section] = formFields(own);
  const changed = (config: object) => paths(changedIn(section!, config as never));
  expect(changed(own.parse({}))).toEqual([]);
  expect(changed({ part: { solver: { name: 'b', rate: 1, power: 2 } } })).toEqual(['part.solver.power']);
  expect(changed({ part: { solver: { name: 'a', rate: 1 } } })).toEqual(['part.solver']);
});
