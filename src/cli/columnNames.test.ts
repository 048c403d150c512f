/** Names of columns on the command line, with and without commas of their own. */
import { expect, it } from 'vitest';
import { defaultConfig, setByPath, taskKinds } from '../tasks/runConfig';
import { namesIn, withWholeNames } from './columnNames';

const known = new Set(['Depth, m', 'Temp, °C', 'a', 'b', 'y']);

it.each([
  [
    ['a,b', 'y'],
    ['a', 'b', 'y'],
  ],
  [['Depth, m'], ['Depth, m']],
  [['a,Depth, m,Temp, °C'], ['a', 'Depth, m', 'Temp, °C']],
  [['a, b'], ['a', 'b']],
])('%j names %j', (texts, names) => {
  expect(namesIn(texts, known)).toEqual(names);
});

it('a configuration gets whole names where the options had split them, and keeps what was set since', () => {
  const config = setByPath(defaultConfig(taskKinds[0]!), 'dataset.inputs', '["Depth","m"]');
  expect(withWholeNames(config, { inputs: ['Depth, m'], targets: [] }, known).dataset.inputs).toEqual([
    'Depth, m',
  ]);
  const set = setByPath(config, 'dataset.inputs', '["a"]');
  expect(withWholeNames(set, { inputs: ['Depth, m'], targets: [] }, known).dataset.inputs).toEqual(['a']);
});
