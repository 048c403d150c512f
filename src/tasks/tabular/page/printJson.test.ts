import { expect, test } from 'vitest';
import { printJson } from '../../../views/configure/printJson';
import { catalogue } from '../../catalogue';

test('short lists stay on one line, everything else has a line of its own', () => {
  expect(printJson({ a: ['X[3]', 'é"'], b: { c: [], d: {} }, e: [{ f: null }], g: [1, [2]] })).toBe(
    [
      '{',
      '  "a": ["X[3]", "é\\""],',
      '  "b": {',
      '    "c": [],',
      '    "d": {}',
      '  },',
      '  "e": [',
      '    {',
      '      "f": null',
      '    }',
      '  ],',
      '  "g": [',
      '    1,',
      '    [2]',
      '  ]',
      '}',
    ].join('\n'),
  );
});

test('a long list is broken, and what is printed reads back the same', () => {
  const names = Array.from({ length: 30 }, (_, index) => `column ${index}`);
  expect(printJson(names).split('\n')).toHaveLength(32);
  const { schema } = catalogue.tabular;
  const config = schema.parse({ dataset: { inputs: names } });
  expect(JSON.parse(printJson(JSON.parse(JSON.stringify(config))))).toEqual(config);
});
