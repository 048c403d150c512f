/** Options that a task gives names of its own, from the line to the configuration. */
import { expect, test, vi } from 'vitest';
import { chooseConfig } from '../cli/runConfig';
import { trainCommand } from '../cli/trainCommand';
import { readArguments } from '../cli/usage';
import { flagLines, taskFlagKinds, withFlag } from './flags';
import { defaultConfig, describedTask, taskKinds } from './runConfig';

vi.mock('./catalogue', async (original) => ({
  catalogue: {
    ...(await original<typeof import('./catalogue')>()).catalogue,
    toy: (await import('./toy.fixture')).toyDescription,
  },
}));

const toy = defaultConfig('toy');
const other = taskKinds.find((kind) => String(kind) !== 'toy')!;

test('a flag sets its place, what it stands for, or what its word stands for', () => {
  expect(withFlag(toy, { flag: 'num-epochs', value: '7' }).training.epochs).toBe(7);
  const scheduled = withFlag(toy, { flag: 'use-lr-schedule', value: true });
  expect(scheduled.training.schedule).toMatchObject({ name: 'cosine', unit: 'step', warmup: 5 });
  expect(scheduled.training.epochs).toBe(toy.training.epochs);
  const typed = withFlag(scheduled, { flag: 'lr-schedule-type', value: 'exponential' });
  expect(typed.training.schedule).toMatchObject({ name: 'exponential', minFactor: 0.01, warmup: 5 });
  const halved = withFlag(toy, { flag: 'lr-schedule-type', value: 'step' });
  expect(halved.training.schedule).toMatchObject({ name: 'step', stepSize: null });
});

test('what comes later on the line has the last word, flag or --set', async () => {
  const epochs = async (...line: string[]) => {
    const { given } = readArguments(line, { set: 'list' }, taskFlagKinds());
    const settings = given.map(({ name, value }) => (name === 'set' ? String(value) : { flag: name, value }));
    return (await chooseConfig({ task: 'toy', settings }, () => {})).training.epochs;
  };
  expect(await epochs('--num-epochs', '5', '--set', 'training.batchSize=2', 'training.epochs=9')).toBe(9);
  expect(await epochs('--set', 'training.epochs=9', 'training.batchSize=2', '--num-epochs', '5')).toBe(5);
});

test.each<[string, string, string | true, string]>([
  ['toy', 'num-epoch', '5', 'Did you mean --num-epochs?'],
  ['toy', 'lr-schedule-type', 'exponental', 'Did you mean exponential?'],
  ['toy', 'num-epochs', true, 'Write --num-epochs VALUE.'],
  ['toy', 'use-lr-schedule', 'yes', 'Leave it out.'],
  [other, 'num-epochs', '5', 'Change its settings with --set NAME=VALUE.'],
])('%s refuses --%s %s and says what to do', (task, flag, value, remedy) => {
  const refused = expect.objectContaining({ code: 'usage', details: expect.objectContaining({ remedy }) });
  expect(() => withFlag(defaultConfig(task), { flag, value })).toThrow(refused);
});

test('a value that does not fit names its place', () => {
  expect(() => withFlag(toy, { flag: 'num-epochs', value: 'many' })).toThrow('`training.epochs` is "many"');
});

test('the help lists the flags of a task under its title', () => {
  expect(flagLines().join('\n')).toContain(
    [
      'Toy (--task toy):',
      '  --num-epochs VALUE                   training.epochs',
      '  --use-lr-schedule                    training.schedule',
      '  --lr-schedule-type exponential|step  training.schedule',
    ].join('\n'),
  );
  expect(trainCommand.usage).toContain('    Toy (--task toy):\n      --num-epochs VALUE ');
});

test('tasks that share the name of a flag agree on whether it takes a value, and none is called like another option', () => {
  const kinds = new Map<string, boolean>();
  for (const kind of taskKinds) {
    for (const [name, flag] of Object.entries(describedTask(kind).flags ?? {})) {
      const alone = typeof flag !== 'string' && 'value' in flag;
      expect(kinds.get(name) ?? alone, name).toBe(alone);
      kinds.set(name, alone);
      expect(trainCommand.usage.split('DIR gets')[0], name).not.toMatch(new RegExp(`--${name}\\b(?!-)`));
    }
  }
});
