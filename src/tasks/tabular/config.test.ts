import { describe, expect, it } from 'vitest';
import { fieldTree, leafPaths } from '../../config/configFields';
import { AnnealError } from '../../protocol/errors';
import { catalogue } from '../catalogue';
import { defaultConfig, parseConfig as parseAny, setByPath } from '../runConfig';
import { tabularConfigSchema } from './config';

/** A configuration of this task, unless it names another. */
const parseConfig = (json: unknown) =>
  parseAny(Array.isArray(json) || json === null ? json : { task: 'tabular', ...Object(json) });

/** The error that a call throws, as plain JSON. */
function errorOf(call: () => unknown) {
  try {
    call();
  } catch (error) {
    if (error instanceof AnnealError) return error.toJSON();
    throw error;
  }
  throw new Error('Nothing was thrown.');
}

describe('parseConfig', () => {
  it('fills in the defaults of the task', () => {
    const { config, warnings } = parseConfig({ task: 'tabular' });
    expect(warnings).toEqual([]);
    expect(config.model).toMatchObject({ hiddenSize: 512, numLayers: 4, dropout: 0.1 });
    expect(config.training).toMatchObject({
      epochs: 300,
      batchSize: 64,
      learningRate: 1e-3,
      weightDecay: 1e-4,
      patience: 30,
      gradientClipNorm: 1,
      optimizer: { name: 'adamw', beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
      schedule: { name: 'cosineWarmRestarts', period: 20, periodFactor: 2, minLearningRate: 1e-6 },
    });
    expect(parseConfig({}).config).toEqual(config);
  });

  it('gives back a complete configuration unchanged, also after JSON', () => {
    for (const preset of Object.keys(catalogue.tabular.presets)) {
      const config = defaultConfig('tabular', preset);
      expect(parseConfig(JSON.parse(JSON.stringify(config)))).toEqual({ config, warnings: [] });
    }
  });

  it('leaves unknown keys out and names the nearest known ones', () => {
    const json = {
      training: { learning_rate: 0.5, epochs: 7, optimizer: { name: 'sgd', momentun: 0.9, beta1: 0.8 } },
      model: { hidden: 3 },
      batchSize: 8,
      zzz: 1,
    };
    const before = structuredClone(json);
    const { config, warnings } = parseConfig(json);
    expect(json).toEqual(before);
    expect(config.training).toMatchObject({ learningRate: 1e-3, epochs: 7, batchSize: 64 });
    expect(config.training.optimizer).toEqual({ name: 'sgd', momentum: 0, nesterov: false });
    const nearest = Object.fromEntries(warnings.map((warning) => [warning.path, warning.nearest]));
    expect(nearest).toEqual({
      'training.learning_rate': 'training.learningRate',
      'training.optimizer.momentun': 'training.optimizer.momentum',
      'training.optimizer.beta1': null,
      'model.hidden': null,
      batchSize: 'training.batchSize',
      zzz: null,
    });
    const messages = warnings.map(({ message }) => message);
    expect(messages).toContain(
      '`training.learning_rate` is not a setting and is ignored. Did you mean `training.learningRate`?',
    );
    expect(messages).toContain(
      '`training.optimizer.beta1` belongs to adam, adamw, not to sgd, and is ignored.',
    );
  });

  it('names neighbours of an unknown key inside a list before namesakes elsewhere', () => {
    const json = { training: { parameterGroups: [{ pattern: 'head.*', weight_decay: 0 }] } };
    expect(parseConfig(json).warnings.map(({ nearest }) => nearest)).toEqual([
      'training.parameterGroups.0.weightDecay',
    ]);
  });

  it('is not fooled by keys that every object has', () => {
    const json: unknown = JSON.parse(
      '{"__proto__": {"task": "x"}, "constructor": 1, "training": {"toString": 1}}',
    );
    const { config, warnings } = parseConfig(json);
    expect(config).toEqual(defaultConfig('tabular'));
    expect(warnings.map(({ path }) => path).sort()).toEqual([
      '__proto__',
      'constructor',
      'training.toString',
    ]);
    expect(errorOf(() => parseConfig({ task: 'constructor' })).code).toBe('config-invalid');
  });

  it.each([
    [
      { training: { epochs: 'many' } },
      '`training.epochs` is "many"; it must be a whole number of at least 1.',
    ],
    [{ training: { epochs: 2.5 } }, '`training.epochs` is 2.5; it must be a whole number of at least 1.'],
    [{ training: { learningRate: 0 } }, '`training.learningRate` is 0; it must be a number above 0.'],
    [{ training: { shuffle: 1 } }, '`training.shuffle` is 1; it must be true or false.'],
    [{ training: 5 }, '`training` is 5; it must be an object.'],
    [
      { training: { emaDecay: 1 } },
      '`training.emaDecay` is 1; it must be a number above 0 and below 1, or null.',
    ],
    [
      { training: { seed: -1 } },
      '`training.seed` is -1; it must be a whole number of at least 0 and at most 4294967295.',
    ],
    [
      { training: { schedule: { name: 'multiStep', milestones: [3, 'x'] } } },
      '`training.schedule.milestones.1` is "x"; it must be a whole number of at least 1.',
    ],
    [
      { training: { optimizer: { name: 'lion' } } },
      '`training.optimizer.name` is "lion"; it must be one of sgd, adam, adamw, rmsprop, adagrad.',
    ],
    [
      { training: { optimizer: { momentum: 0.9 } } },
      '`training.optimizer.name` is missing; it must be one of sgd, adam, adamw, rmsprop, adagrad.',
    ],
    [
      { training: { optimizer: 'sgd' } },
      '`training.optimizer` is "sgd"; it must be an object whose name is one of sgd, adam, adamw, rmsprop, adagrad.',
    ],
    [{ dataset: { inputs: 'a' } }, '`dataset.inputs` is "a"; it must be a list, each text.'],
    [
      { loss: { classWeights: 7 } },
      '`loss.classWeights` is 7; it must be one of none, balanced, or a list, each a number of at least 0.',
    ],
    [{ model: { head: 'big' } }, '`model.head` is "big"; it must be one of auto, gated, plain.'],
    [{ version: 2 }, '`version` is 2; it must be 1.'],
    [
      { model: { dropout: 1, numLayers: -1 } },
      '`model.numLayers` is -1; it must be a whole number of at least 0 and at most 256. Also wrong: model.dropout.',
    ],
  ])('says what is wrong with %j', (json, message) => {
    expect(errorOf(() => parseConfig(json))).toMatchObject({ code: 'config-invalid', message });
  });

  it('gives place, value and remedy apart from the message', () => {
    expect(errorOf(() => parseConfig({ training: { epochs: 'many' } }))).toMatchObject({
      place: 'training.epochs',
      received: '"many"',
      remedy: 'Set `training.epochs` to a whole number of at least 1.',
    });
  });

  it('refuses what is no object and a task that does not exist', () => {
    expect(errorOf(() => parseConfig([])).message).toBe('The configuration is [], not a JSON object.');
    expect(errorOf(() => parseConfig(null)).message).toBe('The configuration is null, not a JSON object.');
    expect(errorOf(() => parseConfig({ task: 'tabula' }))).toMatchObject({
      message: 'There is no task "tabula".',
      remedy: 'Did you mean tabular?',
    });
    expect(errorOf(() => parseConfig({ task: 3 })).message).toBe('There is no task 3.');
    expect(errorOf(() => parseAny({ training: {} }))).toMatchObject({
      message: 'No task is named.',
      remedy: expect.stringContaining('tabular'),
    });
  });
});

describe('defaultConfig', () => {
  it('lays a preset over the defaults', () => {
    const quick = defaultConfig('tabular', 'quick');
    expect(quick.model).toMatchObject({ hiddenSize: 128, numLayers: 2, dropout: 0.1 });
    expect(quick.training).toMatchObject({ epochs: 20, batchSize: 64 });
  });

  it('names the presets when there is no such one', () => {
    expect(errorOf(() => defaultConfig('tabular', 'quik')).remedy).toBe('Did you mean quick?');
    expect(errorOf(() => defaultConfig('tabular', 'zebra')).remedy).toBe(
      'Choose from: large, quick, table, small, smallClasses, wide, classify.',
    );
  });
});

describe('setByPath', () => {
  const config = defaultConfig('tabular');

  it('reads numbers, booleans, null, lists and objects as JSON, and anything else as text', () => {
    expect(setByPath(config, 'training.epochs', '20').training.epochs).toBe(20);
    expect(setByPath(config, 'training.learningRate', '3e-4').training.learningRate).toBe(3e-4);
    expect(setByPath(config, 'training.shuffle', 'false').training.shuffle).toBe(false);
    expect(setByPath(config, 'training.gradientClipNorm', 'null').training.gradientClipNorm).toBeNull();
    expect(setByPath(config, 'dataset.inputs', '["a","b"]').dataset.inputs).toEqual(['a', 'b']);
    expect(setByPath(config, 'dataset.split', 'random').dataset.split).toBe('random');
    expect(setByPath(config, 'loss.classWeights', 'balanced').loss.classWeights).toBe('balanced');
    expect(setByPath(config, 'loss.classWeights', '[1,2]').loss.classWeights).toEqual([1, 2]);
    const groups = setByPath(config, 'training.parameterGroups', '[{"pattern":"head.*"}]');
    expect(setByPath(groups, 'training.parameterGroups.0.frozen', 'true').training.parameterGroups).toEqual([
      {
        pattern: 'head.*',
        learningRateScale: 1,
        weightDecay: null,
        proximalL1: 0,
        frozen: true,
        optional: false,
      },
    ]);
  });

  it('keeps text that looks like JSON where only text fits', () => {
    expect(setByPath(config, 'experiment.name', '2024').experiment.name).toBe('2024');
    expect(setByPath(config, 'experiment.name', 'null').experiment.name).toBe('null');
    expect(setByPath(config, 'experiment.name', '"quoted"').experiment.name).toBe('quoted');
  });

  it('leaves the configuration it was given as it was', () => {
    const before = structuredClone(config);
    setByPath(config, 'training.schedule.name', 'cosine');
    expect(config).toEqual(before);
  });

  it("drops keys that do not belong when a union is switched, and takes the new one's defaults", () => {
    expect(setByPath(config, 'training.schedule.name', 'cosine').training.schedule).toEqual({
      name: 'cosine',
      unit: 'epoch',
      warmup: 0,
      warmupFromZero: false,
      minLearningRate: 1e-6,
      minFactor: null,
      form: 'full',
      length: null,
    });
    expect(setByPath(config, 'training.schedule.name', 'plateau').training.schedule).toMatchObject({
      minLearningRate: 0,
    });
    expect(setByPath(config, 'training.optimizer.name', 'sgd').training.optimizer).toEqual({
      name: 'sgd',
      momentum: 0,
      nesterov: false,
    });
    expect(setByPath(config, 'training.optimizer.name', 'adagrad').training.optimizer).toMatchObject({
      epsilon: 1e-10,
    });
  });

  it('keeps what was changed and belongs to both when a union is switched', () => {
    const warm = setByPath(config, 'training.schedule.warmup', '5');
    expect(setByPath(warm, 'training.schedule.name', 'step').training.schedule).toMatchObject({
      name: 'step',
      warmup: 5,
      stepSize: 30,
    });
    const tuned = setByPath(config, 'training.optimizer.beta2', '0.95');
    expect(setByPath(tuned, 'training.optimizer.name', 'adam').training.optimizer).toMatchObject({
      beta2: 0.95,
    });
    expect(setByPath(tuned, 'training.optimizer.name', 'adamw')).toEqual(tuned);
  });

  it('names the nearest setting for an unknown path', () => {
    expect(errorOf(() => setByPath(config, 'training.epoch', '3'))).toMatchObject({
      code: 'usage',
      message: 'There is no setting `training.epoch`.',
      remedy: 'Did you mean `training.epochs`?',
    });
    expect(errorOf(() => setByPath(config, 'hidden_size', '3')).remedy).toBe(
      'Did you mean `model.hiddenSize`?',
    );
    expect(errorOf(() => setByPath(config, 'training.epochs.0', '3')).code).toBe('usage');
    expect(errorOf(() => setByPath(config, '__proto__.x', '3')).code).toBe('usage');
    expect(
      errorOf(() => setByPath(config, 'training.optimizer', '{"name":"sgd","momentun":0.9}')),
    ).toMatchObject({
      code: 'usage',
      remedy: 'Did you mean `training.optimizer.momentum`?',
    });
  });

  it('says what to choose first for a setting of another optimizer or schedule', () => {
    expect(errorOf(() => setByPath(config, 'training.schedule.gamma', '0.5'))).toMatchObject({
      code: 'usage',
      message: '`training.schedule.gamma` does not belong to cosineWarmRestarts.',
      remedy: 'Set `training.schedule.name` to step or multiStep or exponential first.',
    });
  });

  it('refuses values that do not fit', () => {
    expect(errorOf(() => setByPath(config, 'training.epochs', 'ten'))).toMatchObject({
      code: 'config-invalid',
      message: '`training.epochs` is "ten"; it must be a whole number of at least 1.',
    });
    expect(errorOf(() => setByPath(config, 'training.optimizer.name', 'adm')).message).toBe(
      '`training.optimizer.name` is "adm"; it must be one of sgd, adam, adamw, rmsprop, adagrad.',
    );
  });
});

describe('the paths of the settings', () => {
  const paths = leafPaths(fieldTree(tabularConfigSchema));

  it('lists every setting once, those of all optimizers and schedules included', () => {
    expect(new Set(paths).size).toBe(paths.length);
    for (const path of [
      'model.hiddenSize',
      'training.maxSteps',
      'training.optimizer.name',
      'training.optimizer.nesterov',
      'training.optimizer.beta1',
      'training.schedule.milestones',
      'checkpoint.everyNSteps',
      'dataset.inputs',
      'loss.classWeights',
    ]) {
      expect(paths).toContain(path);
    }
    expect(paths).not.toContain('training');
  });

  it('lists only paths that can be set, with their own values', () => {
    const config = defaultConfig('tabular');
    const settable = paths.filter((path) => {
      const value = path.split('.').reduce<unknown>((json, key) => Object(json)[key], config);
      if (value === undefined) return false;
      expect(setByPath(config, path, JSON.stringify(value))).toEqual(config);
      return true;
    });
    expect(settable.length).toBeGreaterThan(40);
  });
});
