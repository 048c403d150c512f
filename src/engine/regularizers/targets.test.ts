/** Which parameters a regularizer names, what it refuses, and what it takes from weight decay. */
import { expect, test } from 'vitest';
import { trainingSchema } from '../../protocol/config';
import { zeros } from '../nn/initializers';
import { layOut } from '../step/layout';
import { targetsOf } from './targets';

const shapes: Record<string, number[]> = {
  'stem.conv.kernel': [1, 7, 7, 1, 8],
  'stem.conv.bias': [8],
  'readouts.left.features': [8, 20],
  'readouts.left.std': [20, 2],
  'readouts.right.features': [8, 30],
  'norm.running': [8],
};
const specs = Object.entries(shapes).map(([name, shape]) => ({
  name,
  shape,
  initializer: zeros,
  decay: !name.endsWith('.bias'),
  running: name === 'norm.running',
}));

const regularizersOf = (...items: object[]) =>
  trainingSchema.parse({ regularizers: items.map((item, i) => ({ name: `r${i}`, ...item })) }).regularizers;

const namesOf = (...applyTo: string[]) =>
  targetsOf(regularizersOf({ applyTo }), specs).map(({ parameters }) =>
    parameters.map((index) => specs[index]!.name),
  )[0];

test('an item means the names with all of its parts, and a list what any of its items means, once', () => {
  expect(namesOf('readouts/features')).toEqual(['readouts.left.features', 'readouts.right.features']);
  expect(namesOf('right', 'left/std', 'std')).toEqual(['readouts.left.std', 'readouts.right.features']);
  expect(namesOf('readouts.*.features')).toEqual(['readouts.left.features', 'readouts.right.features']);
  expect(namesOf('*')).not.toContain('norm.running');
});

const refusals: [string, object[], object][] = [
  [
    'an item that means nothing, with the nearest names',
    [{ applyTo: ['std', 'readout/featurs'] }],
    {
      place: 'training.regularizers.0.applyTo.1',
      received: 'readout/featurs',
      remedy: expect.stringContaining('readouts.left.features, readouts.right.features'),
    },
  ],
  ['running statistics', [{ applyTo: ['norm'] }], { received: 'norm' }],
  [
    'two of one name',
    [{ applyTo: ['std'] }, { applyTo: ['bias'], name: 'r0' }],
    { place: 'training.regularizers.1.name', received: 'r0' },
  ],
  [
    'a bias as a matrix',
    [{ type: 'ortho', applyTo: ['stem'] }],
    { message: 'The regularizer "r0" cannot take "stem.conv.bias".', received: 'shape [8]' },
  ],
  [
    'a matrix as a kernel',
    [{ type: 'laplacian', applyTo: ['kernel', 'features'] }],
    { message: 'The regularizer "r0" cannot take "readouts.left.features".', received: 'shape [8, 20]' },
  ],
];

test('an optional one may name nothing', () => {
  const [target] = targetsOf(regularizersOf({ applyTo: ['widths', 'std'], optional: true }), specs);
  const [none] = targetsOf(regularizersOf({ applyTo: ['widths'], optional: true }), specs);
  expect(target!.parameters).toEqual(targetsOf(regularizersOf({ applyTo: ['std'] }), specs)[0]!.parameters);
  expect(none!.parameters).toEqual([]);
});

test('an optional one leaves out shapes that its type cannot take', () => {
  const kernels = { type: 'laplacian', applyTo: ['kernel', 'features'] };
  const [target] = targetsOf(regularizersOf({ ...kernels, optional: true }), specs);
  expect(target!.parameters.map((index) => specs[index]!.name)).toEqual(['stem.conv.kernel']);
});

test.each(refusals)('refuses %s', (_, items, error) => {
  const refused = () => targetsOf(regularizersOf(...items), specs);
  expect(refused).toThrow(expect.objectContaining({ code: 'config-invalid' }));
  try {
    refused();
  } catch (thrown) {
    const { message, details } = thrown as { message: string; details: object };
    expect({ message, ...details }).toMatchObject(error);
  }
});

test('what an L2 or a group lasso names has no weight decay, even of its group; frozen parameters have no penalty', () => {
  const training = trainingSchema.parse({
    weightDecay: 0.1,
    parameterGroups: [
      { pattern: 'readouts.*', weightDecay: 0.5 },
      { pattern: 'readouts.right.*', frozen: true },
    ],
    regularizers: [
      { name: 'none', type: 'l2', lambda: 0, applyTo: ['kernel'] },
      { name: 'grouped', type: 'groupLasso', applyTo: ['features'] },
      { name: 'sparse', type: 'l1', applyTo: ['std'] },
    ],
  });
  const { slots, penalties } = layOut(specs, training);
  expect(Object.fromEntries(slots.map(({ name, weightDecay }) => [name, weightDecay]))).toEqual({
    'stem.conv.kernel': 0,
    'stem.conv.bias': 0,
    'readouts.left.features': 0,
    'readouts.left.std': 0.5,
    'readouts.right.features': 0,
    'norm.running': 0,
  });
  expect(penalties).toEqual([
    { target: 1, slot: 2 },
    { target: 2, slot: 3 },
  ]);
});
