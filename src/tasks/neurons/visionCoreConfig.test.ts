/** A parent and a session as VisionCore's users have them. */
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { parseConfigOf } from '../../config/parseConfig';
import { jsonObjectSchema } from '../../protocol/json';
import { neuronsConfigSchema } from './config';
import { settingsOf } from './data/sessionSettings';
import { eyeBehavior } from './transformConfig';
import { readVisionCore } from './visionCoreConfig';

const parent = `
types: [backimage, gaborium]
session_dir: ./sessions
sessions: [mouse1_a, mouse2_b]
sampling: {source_rate: 240, target_rate: 120}
keys_lags:
  robs: 0
  stim: [0, 1, 2, 3, 4]
  behavior: 0
  dfs: 0
transforms:
  stim:
    source: stim
    ops: [{pixelnorm: {}}, {unsqueeze: 0}]
    expose_as: stim
  eyeVelocity:
    source: eyepos
    ops:
      - diff: {axis: 0}
      - maxnorm: {}
      - symlog: {}
      - temporal_basis:
          num_delta_funcs: 0
          num_cosine_funcs: 10
          history_bins: 50
          causal: false
          log_spacing: false
          peak_range_ms: [30, 200]
          normalize: true
      - splitrelu: {split_dim: 1, trainable_gain: false}
    expose_as: behavior
    concatenate: true
  eyePosition: {source: eyepos, ops: [], expose_as: behavior, concatenate: true}
datafilters:
  dfs:
    ops: [{valid_nlags: {n_lags: 32}}, {missing_pct: {theshold: 40}}]
    expose_as: dfs
train_val_split: 0.8
seed: 1002
`;
const child = `
session: mouse1_a
lab: yates
cids: [1, 4, 5, 8]
visual: [1, 4]
qcmissing: [1, 5, 8]
qccontam: [5, 8]
sampling: {source_rate: 480}
`;

const read = (...texts: string[]) => readVisionCore(texts.map((text) => jsonObjectSchema.parse(parse(text))));

const complete = (...texts: string[]) => {
  const { config, warnings } = parseConfigOf(neuronsConfigSchema, {
    ...read(...texts)!.config,
    task: 'neurons',
  });
  expect(warnings).toEqual([]);
  return neuronsConfigSchema.parse(config);
};

test('a parent and a session become settings of the dataset', () => {
  const { dataset, training } = complete(parent, child);
  expect(dataset).toMatchObject({
    use: ['mouse1_a', 'mouse2_b'],
    lags: [0, 1, 2, 3, 4],
    behaviorLag: 0,
    sampling: { sourceRate: 240, targetRate: 120 },
    validLags: 32,
    missingThreshold: 40,
    validationFraction: 0.2,
  });
  expect(training.seed).toBe(1002);
  expect(dataset.transforms.stim!.ops).toEqual([{ name: 'pixelnorm' }, { name: 'unsqueeze' }]);
  const { stim: _, ...behavior } = dataset.transforms;
  expect(behavior).toEqual(eyeBehavior);
  expect(settingsOf(dataset, 'mouse1_a')).toMatchObject({
    sampling: { sourceRate: 480, targetRate: 120 },
    cids: [1, 4, 5, 8],
    visual: [1, 4],
    qc: [5, 8],
  });
  expect(settingsOf(dataset, 'mouse2_b')).toMatchObject({ sampling: { sourceRate: 240 }, cids: null });
});

test('what means nothing here is remarked, with the name that was perhaps meant', () => {
  const { remarks } = read(`${parent}\ntrain_val_spilt: 0.7\n`, child)!;
  expect(remarks).toEqual([
    '`train_val_spilt` is not understood; is `train_val_split` meant?',
    expect.stringContaining('`types` is not used'),
    '`datafilters.dfs.missing_pct.theshold` is not understood; is `threshold` meant?',
  ]);
});

describe('what would train something else is refused', () => {
  const stim = (op: string) =>
    `keys_lags: {stim: 0}\ntransforms: {stim: {source: stim, ops: [${op}], expose_as: stim}}`;

  test.each<[string, string, string]>([
    ['dacones, by name', stim('{dacones: {alpha: 0.01}}'), 'model.frontend.name to da'],
    ['an operation that there is not', stim('{pixelnrm: {}}'), 'Did you mean pixelnorm?'],
    ['a difference along another axis', stim('{diff: {axis: 1}}'), 'It can have: axis: 0.'],
    ['a gain that is trained', stim('{splitrelu: {trainable_gain: true}}'), 'trainable_gain: false'],
    ['an option that there is not', stim('{smooth: {width: 3}}'), 'It can have: params, type.'],
    [
      'a filter that there is not',
      'keys_lags: {}\ndatafilters: {dfs: {ops: [{valid_lags: 3}]}}',
      'valid_nlags',
    ],
  ])('%s', (_, text, remedy) => {
    expect(() => read(text)).toThrow();
    try {
      read(text);
    } catch (thrown) {
      expect(thrown).toMatchObject({
        code: 'config-invalid',
        details: { remedy: expect.stringContaining(remedy) },
      });
    }
  });

  test('a session’s file that does not say of which session it is', () => {
    expect(() => read(parent, 'cids: [1]')).toThrow('does not say which session');
  });

  test('lags of a session’s own, which are kept to be refused by name', () => {
    const { dataset } = complete(parent, `${child}\nkeys_lags: {stim: [0, 1]}`);
    expect(() => settingsOf(dataset, 'mouse1_a')).toThrow('Session mouse1_a asks for lags of its own.');
  });
});

test('short forms of operations are understood', () => {
  const ops = '[{smooth: 1.5}, {mul: 2}, {cast: float16}, {select_units: {indices: [0]}}, maxnorm]';
  const { config } = read(
    `keys_lags: {}\ntransforms: {x: {source: wheel, ops: ${ops}, expose_as: behavior}}`,
  )!;
  expect(config).toMatchObject({
    dataset: {
      transforms: {
        x: {
          ops: [
            { name: 'smooth', sigma: 1.5 },
            { name: 'mul', factor: 2 },
            { name: 'cast', type: 'float32' },
            { name: 'selectUnits', indices: [0] },
            { name: 'maxnorm' },
          ],
        },
      },
    },
  });
});

test('a configuration of one’s own is none of VisionCore', () => {
  expect(readVisionCore([{ task: 'neurons', dataset: {} }])).toBeNull();
  expect(readVisionCore([{}])).toBeNull();
});
