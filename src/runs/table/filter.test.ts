import { describe, expect, it } from 'vitest';
import { testRun } from '../../protocol/testRun.fixture';
import { parseRunFilter } from './filter';
import { completeName } from './filterNames';
import { namesOf, tableRun } from './tableRun';

const base = testRun().config;
const run = (name: string, dice: number | null, batchSize: number, change: object = {}) =>
  tableRun(
    testRun({
      name,
      config: { ...base, training: { ...base.training, batchSize } },
      best: dice === null ? null : { monitor: 'dice', value: dice, epoch: 1, step: 1 },
      ...change,
    }),
  );
const runs = [
  run('run 10', 0.9, 32, { tags: ['Baseline', 'seed 1'], notes: 'too large a rate' }),
  run('run 2', 0.7, 32, { status: 'failed', createdAt: '2026-02-01T12:00:00.000Z' }),
  run('a "b" (c)', 0.85, 64, { dataset: { fingerprint: 'f', name: 'Iris' } }),
  run('fresh', null, 64),
];

function fitting(text: string): string[] {
  const filter = parseRunFilter(text, runs);
  if (filter.kind === 'error') throw new Error(`${filter.column}: ${filter.message} ${filter.remedy}`);
  return runs.filter((one) => filter.fits(one)).map(({ name }) => name);
}
const problem = (text: string) => {
  const filter = parseRunFilter(text, runs);
  return filter.kind === 'error' ? `${filter.column}: ${filter.message} ${filter.remedy}` : filter.words;
};

describe('plain words', () => {
  it('are all looked for in name, dataset, state, notes and tags', () => {
    expect(fitting('BASE')).toEqual(['run 10']);
    expect(fitting('failed run')).toEqual(['run 2']);
    expect(fitting('failed baseline')).toEqual([]);
    expect(fitting('  ')).toHaveLength(4);
    expect(fitting('"seed 1"')).toEqual(['run 10']);
    expect(fitting('(c)')).toEqual(['a "b" (c)']);
  });

  it('say that they are words', () => {
    expect(problem('iris and fresh')).toBe(
      'with “iris” and “and” and “fresh” in name, dataset, state, tags or notes',
    );
    expect(parseRunFilter('"a = b"', runs).kind).toBe('words');
  });
});

describe('an expression', () => {
  it.each([
    ['best.dice > 0.8 and training.batchSize = 32', ['run 10']],
    ['best.dice>0.8', ['run 10', 'a "b" (c)']],
    ['best.dice >= 0.85', ['run 10', 'a "b" (c)']],
    ['best.dice < 8.5e-1', ['run 2']],
    ['best.dice <= .85', ['run 2', 'a "b" (c)']],
    ['training.batchSize != 32', ['a "b" (c)', 'fresh']],
    ['state = failed or training.batchSize = 64 and best.dice > 0.8', ['run 2', 'a "b" (c)']],
    ['training.batchSize = 64 and best.dice > 0.8 or state = failed', ['run 2', 'a "b" (c)']],
    ['(status = FAILED or training.batchSize = 64) and best.dice > 0.8', ['a "b" (c)']],
    ['not state = failed and training.batchSize = 32', ['run 10']],
    ['not (state = failed or training.batchSize = 64)', ['run 10']],
    ['not not state = failed', ['run 2']],
    ['tag = baseline', ['run 10']],
    ['tag ~ SEED', ['run 10']],
    ['tag != baseline', ['run 2', 'a "b" (c)', 'fresh']],
    ['tag is null and best.dice is not null', ['run 2', 'a "b" (c)']],
    ['best.dice IS NULL', ['fresh']],
    ['name = "a \\"b\\" (c)"', ['a "b" (c)']],
    ['name ~ \'"b"\'', ['a "b" (c)']],
    ['`best.dice` > 0.85', ['run 10']],
    ['created = 2026-02', ['run 2']],
    ['created >= 2026-02-01', ['run 2']],
    ['duration = 10', ['run 10', 'run 2', 'a "b" (c)', 'fresh']],
    ['config.training.batchSize = 64', ['a "b" (c)', 'fresh']],
    ['dataset = iris', ['a "b" (c)']],
    ['pinned = false and training.optimizer.name = adamw', ['run 10', 'run 2', 'a "b" (c)', 'fresh']],
  ])('%s', (text, expected) => {
    expect(fitting(text)).toEqual(expected);
  });

  it('finds what is absent by null alone', () => {
    expect(fitting('best.dice > 0 or best.dice <= 0')).not.toContain('fresh');
    expect(fitting('best.dice != 5')).not.toContain('fresh');
  });

  it('says how it was understood', () => {
    expect(problem('a.b = 1 or name=x AND (state = y or state =z)'.replace('a.b', 'steps'))).toBe(
      'steps = 1 or name = x and (state = y or state = z)',
    );
    expect(problem('not (name="a b" and steps < 3)')).toBe('not (name = "a b" and steps < 3)');
  });
});

describe('what is wrong with an expression', () => {
  it.each([
    ['best.dise > 1', '1: No run has a field, metric or setting “best.dise”. Did you mean best.dice?'],
    ['name = x and', '13: A condition is missing at the end.'],
    ['name = ', '8: A value is missing after “name =”.'],
    ['name = x y', '10: “y” follows a condition that is complete.'],
    ['(name = x', '1: The bracket that opens here is not closed.'],
    ['name = x)', '9: There is no bracket for “)” to close.'],
    ['name = "x', '8: The quotation mark that opens here is not closed.'],
    ['name and state = x', '6: A comparison is missing after “name”.'],
    ['= 3', '1: “=” stands where a name belongs.'],
    ['__proto__ = 3', '1: No run has a field, metric or setting “__proto__”.'],
    ['name is null or state is good', '26: “is” asks only for absence.'],
  ])('is told at its column: %s', (text, expected) => {
    expect(problem(text)).toContain(expected);
    expect(problem(text)).toMatch(/[.?]$/);
  });

  it('is no overflow of the stack', () => {
    expect(problem(`${'('.repeat(50_000)}name = x`)).toContain('a hundred deep');
    expect(fitting(`${'not '.repeat(50_000)}state = failed`)).toEqual(['run 2']);
  });
});

describe('the completion of a name', () => {
  const names = namesOf(runs);
  const complete = (text: string) => completeName(text, text.length, names);

  it('offers what contains the letters, what begins with them first', () => {
    expect(complete('best.dice > 0.8 and batchS')).toEqual({
      from: 20,
      to: 26,
      names: ['training.batchSize'],
    });
    expect(complete('ta')!.names[0]).toBe('tag');
  });

  it('offers nothing for a value, for one letter, and within quotes', () => {
    for (const text of ['state = fa', 't', '"ta', '']) expect(complete(text)).toBeNull();
  });

  it('puts names that would not be read as one into backticks', () => {
    expect(completeName('left', 4, ['best.Dice of left'])!.names).toEqual(['`best.Dice of left`']);
    expect(completeName('`dice', 5, ['best.Dice of left'])!.names).toEqual(['`best.Dice of left`']);
  });
});
