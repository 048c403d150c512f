/** The files of a layers model: names, order and bytes of the weights as the manifest lists them. */
import { expect, test } from 'vitest';
import { createKerasLayers } from './kerasLayers';
import { layersModelFiles } from './write';

const parameter = (name: string, shape: number[], values: number[]) => ({
  name,
  shape,
  data: Float32Array.from(values),
});
const parameters = [
  parameter('out.linear.kernel', [2, 1], [1, -2]),
  parameter('out.linear.bias', [1], [0.5]),
  parameter('unused', [1], [9]),
];

test('weights stand in the file as the manifest lists them, and layers say where their inputs come from', () => {
  const layers = createKerasLayers([2], parameters);
  const scaled = layers.scaled('scaling', layers.input, { center: [16777217, 0], scale: [4, 1] });
  const out = layers.dense('out.linear', scaled);
  const { json, weights } = layersModelFiles(layers.model('m', out, { inputs: ['a', '__proto__'] }));
  expect(json).toMatchObject({
    format: 'layers-model',
    userDefinedMetadata: { inputs: ['a', '__proto__'] },
    weightsManifest: [
      {
        paths: ['weights.bin'],
        weights: [
          { name: 'scaling/gamma', shape: [2], dtype: 'float32' },
          { name: 'scaling/beta', shape: [2], dtype: 'float32' },
          { name: 'scaling/moving_mean', shape: [2], dtype: 'float32' },
          { name: 'scaling/moving_variance', shape: [2], dtype: 'float32' },
          { name: 'out_linear/kernel', shape: [2, 1], dtype: 'float32' },
          { name: 'out_linear/bias', shape: [1], dtype: 'float32' },
        ],
      },
    ],
    modelTopology: {
      class_name: 'Functional',
      config: {
        input_layers: [['inputs', 0, 0]],
        output_layers: [['out_linear', 0, 0]],
        layers: [
          { class_name: 'InputLayer', config: { batch_input_shape: [null, 2] }, inbound_nodes: [] },
          { class_name: 'BatchNormalization', inbound_nodes: [[['inputs', 0, 0, {}]]] },
          { class_name: 'Dense', config: { units: 1 }, inbound_nodes: [[['scaling', 0, 0, {}]]] },
        ],
      },
    },
  });
  const view = new DataView(weights.buffer);
  const values = Array.from({ length: weights.length / 4 }, (_, i) => view.getFloat32(4 * i, true));
  // No single-precision number is 16777217: the quarter that the one below is off comes back with beta.
  expect(values).toEqual([0.25, 1, -0.25, 0, 16777216, 0, 1, 1, 1, -2, 0.5]);
});

test('a scaling that changes nothing is no layer', () => {
  const layers = createKerasLayers([2], parameters);
  expect(layers.scaled('scaling', layers.input, { center: [0, 0], scale: [1, 1] })).toBe(layers.input);
});

test('a parameter that the checkpoint lacks is named', () => {
  const layers = createKerasLayers([2], parameters);
  expect(() => layers.dense('head', layers.input)).toThrow('The checkpoint has no parameter head.kernel.');
});
