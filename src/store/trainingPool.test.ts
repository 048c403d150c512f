/** Runs enter a pool, wait for a place with a word, are let in, withdrawn or turned away. */

import { expect, test } from 'vitest';
import type { Machine } from '../engine/training/pool';
import { eventually } from '../eventually.fixture';
import { AnnealError } from '../protocol/errors';
import { createTrainingPool, type Needs, type Place } from './trainingPool';

const machine: Machine = { cores: 4, threadsAlone: 2, bytes: 1000, workers: null };
const cores: Needs = { device: 'cores', bytes: 10 };
const gpu: Needs = { device: 'gpu', bytes: 10 };

function open(own: Machine = machine) {
  const queues: string[] = [];
  const pool = createTrainingPool(
    () => own,
    (ids) => queues.push(ids.join(' ')),
  );
  const said: string[] = [];
  const places = new Map<string, Place>();
  const measured: string[] = [];
  function enter(id: string, needs: Needs): Promise<void> {
    const measure = async () => {
      measured.push(id);
      return needs;
    };
    return pool.enter({ id, measure, onWait: (lacks) => said.push(`${id}:${lacks}`) }).then((place) => {
      if (place) places.set(id, place);
      said.push(`${id} ${!place ? 'withdrawn' : place.beside ? 'beside' : 'alone'}`);
    });
  }
  return { pool, said, queues, places, measured, enter };
}

test('a run alone has its place at once and is not measured; the next ones are, as is the first', async () => {
  const { enter, said, measured, places } = open();
  await enter('a', cores);
  expect([said, measured]).toEqual([['a alone'], []]);
  await enter('b', cores);
  expect(measured.sort()).toEqual(['a', 'b']);
  void enter('c', cores);
  await eventually(() => expect(said).toEqual(['a alone', 'b beside', 'c:worker']));
  places.get('a')!.leave();
  await eventually(() => expect(said.at(-1)).toBe('c beside'));
});

test('runs on the GPU train one after the other, in the order in which they came', async () => {
  const { enter, said, places } = open();
  for (const id of ['a', 'b', 'c']) void enter(id, gpu);
  await eventually(() => expect(said).toEqual(['a alone', 'b:gpu', 'c:gpu']));
  places.get('a')!.leave();
  await eventually(() => expect(said.slice(3)).toEqual(['b alone']));
  places.get('b')!.leave();
  await eventually(() => expect(said.at(-1)).toBe('c alone'));
});

test('a run that waits can be withdrawn; one that trains cannot', async () => {
  const { pool, enter, said, places } = open();
  for (const id of ['a', 'b', 'c']) void enter(id, gpu);
  await eventually(() => expect(said).toHaveLength(3));
  expect(pool.withdraw('a')).toBe(false);
  expect(pool.withdraw('b')).toBe(true);
  places.get('a')!.leave();
  await eventually(() => expect(said).toContain('c alone'));
  expect(said).toContain('b withdrawn');
});

test('the queue is told in the order of the turns, each time that it changes', async () => {
  const { pool, enter, queues, places } = open();
  for (const id of ['a', 'b', 'c', 'd']) enter(id, gpu).catch(() => {});
  await eventually(() => expect(queues).toEqual(['b c d']));
  pool.withdraw('c');
  places.get('a')!.leave();
  await eventually(() => expect(queues).toEqual(['b c d', 'b d', 'd']));
  pool.close(new AnnealError('cancelled', 'The page goes.'));
  expect(queues.at(-1)).toBe('');
});

test('closing turns away those that wait, so that none starts as the others end', async () => {
  const { pool, enter, places, said } = open();
  void enter('a', gpu);
  const waiting = enter('b', gpu);
  await eventually(() => expect(said).toContain('b:gpu'));
  pool.close(new AnnealError('cancelled', 'The page goes.'));
  await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
  places.get('a')!.leave();
  await enter('c', gpu);
  expect(said.at(-1)).toBe('c alone');
});

test('a run that ends while another is measured lets it in all the same', async () => {
  const { pool, enter, places } = open();
  await enter('a', gpu);
  let tell = (_: Needs) => {};
  const measure = () => new Promise<Needs>((resolve) => (tell = resolve));
  const entered = pool.enter({ id: 'b', measure, onWait: () => {} });
  places.get('a')!.leave();
  expect(await entered).toMatchObject({ beside: false });
  tell(gpu);
});

test('a change of the number of workers lets waiting runs in', async () => {
  const own = { ...machine, workers: 1 as number | null };
  const { pool, enter, said } = open(own);
  for (const id of ['a', 'b']) void enter(id, cores);
  await eventually(() => expect(said).toContain('b:worker'));
  own.workers = 2;
  pool.review();
  await eventually(() => expect(said).toContain('b beside'));
});
