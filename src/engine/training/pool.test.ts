/** Which runs start and which wait, and for what: cores, threads, the GPU, memory, and the order of the queue. */
import { describe, expect, test } from 'vitest';
import { decide, type Machine, type PoolRun } from './pool';

const machine: Machine = { cores: 8, threadsAlone: 4, bytes: 1000, workers: null };
const run = (id: string, more: Partial<PoolRun> = {}): PoolRun => ({
  id,
  device: 'cores',
  threads: 0,
  bytes: 10,
  ...more,
});
const on = (threads: number, more: Partial<PoolRun> = {}) => run('running', { threads, ...more });

/** "a4" starts on four threads, "b:gpu" waits for the GPU. */
const words = (...args: Parameters<typeof decide>) =>
  decide(...args).map((one) => (one.start ? `${one.id}${one.threads}` : `${one.id}:${one.lacks}`));

describe('on the cores', () => {
  test('the first run gets the threads, the others one each, and one core stays free', () => {
    const five = ['a', 'b', 'c', 'd', 'e'].map((id) => run(id));
    expect(words(machine, [], five)).toEqual(['a4', 'b1', 'c1', 'd1', 'e:worker']);
    expect(words(machine, [on(1)], five)).toEqual(['a1', 'b1', 'c1', 'd1', 'e1']);
  });

  test('on two cores runs train one after the other, on one core as well', () => {
    for (const cores of [1, 2]) {
      const small = { ...machine, cores, threadsAlone: 1 };
      expect(words(small, [], [run('a'), run('b')])).toEqual(['a1', 'b:worker']);
    }
  });

  test('a number of workers counts runs, whatever threads they have', () => {
    const two = { ...machine, cores: 2, threadsAlone: 1, workers: 2 };
    expect(words(two, [], [run('a'), run('b'), run('c')])).toEqual(['a1', 'b1', 'c:worker']);
    expect(words({ ...machine, workers: 1 }, [on(4)], [run('a')])).toEqual(['a:worker']);
  });
});

describe('on the GPU', () => {
  const gpu = (id: string) => run(id, { device: 'gpu' });

  test('one run trains at a time, and runs on the cores pass by', () => {
    expect(words(machine, [on(0, { device: 'gpu' })], [gpu('a'), run('b'), gpu('c'), run('d')])).toEqual([
      'a:gpu',
      'b4',
      'c:gpu',
      'd1',
    ]);
  });

  test('a run starts beside any number on the cores', () => {
    expect(words({ ...machine, workers: 1 }, [on(4)], [run('a'), gpu('b')])).toEqual(['a:worker', 'b4']);
  });
});

describe('memory', () => {
  test('a run alone starts, whatever it takes', () => {
    expect(words(machine, [], [run('a', { bytes: 5000 })])).toEqual(['a4']);
  });

  test('beside others the sum has to fit, up to the last byte', () => {
    const large = on(1, { bytes: 900 });
    expect(words(machine, [large], [run('a', { bytes: 100 })])).toEqual(['a1']);
    expect(words(machine, [large], [run('a', { bytes: 101 })])).toEqual(['a:memory']);
    expect(words(machine, [large], [run('a', { bytes: 60 }), run('b', { bytes: 60 })])).toEqual([
      'a1',
      'b:memory',
    ]);
  });

  test('a run that waits for memory is not passed by', () => {
    const waiting = [run('a', { bytes: 500 }), run('b'), run('c', { device: 'gpu' })];
    expect(words(machine, [on(1, { bytes: 900 })], waiting)).toEqual(['a:memory', 'b:memory', 'c:memory']);
  });
});
