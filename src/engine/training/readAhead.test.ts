/** Batches that are read ahead: in their order, not before the device has something to do, and never many of them. */
import { describe, expect, it } from 'vitest';
import type { Batch, EpochPlan } from '../data/epochPlan';
import { createReadAhead } from './readAhead';

const batch = (row: number): Batch => ({ rows: Int32Array.of(row), variant: '' });

/** Steps of two batches each: rows 10 and 11, 20 and 21, … */
function planOf(steps: number): EpochPlan & { asked: number[] } {
  const asked: number[] = [];
  return {
    steps,
    asked,
    step(index) {
      asked.push(index);
      return [batch(10 * (index + 1)), batch(10 * (index + 1) + 1)];
    },
  };
}

/** A graph whose reads end when they are told to. */
function slowGraph() {
  const begun: number[] = [];
  const open = new Map<number, { resolve: () => void; reject: (error: Error) => void }>();
  return {
    begun,
    end: (row: number) => open.get(row)!.resolve(),
    fail: (row: number) => open.get(row)!.reject(new Error(`row ${row}`)),
    fetch({ rows }: Batch) {
      begun.push(rows[0]!);
      return new Promise<void>((resolve, reject) => {
        open.set(rows[0]!, { resolve, reject });
      });
    },
  };
}

const rowsOf = (batches: readonly Batch[]) => batches.map(({ rows }) => rows[0]);

describe('reading ahead', () => {
  it('gives the steps in order, and each when all its batches are read', async () => {
    const graph = slowGraph();
    const ahead = createReadAhead(graph, planOf(2), 0);
    const first = ahead.next();
    let taken = false;
    const waited = Promise.resolve(first).then((batches) => {
      taken = true;
      return rowsOf(batches);
    });
    ahead.advance();
    graph.end(20);
    graph.end(21);
    graph.end(11);
    await new Promise((resolve) => setTimeout(resolve));
    expect(taken).toBe(false);
    graph.end(10);
    expect(await waited).toEqual([10, 11]);
    expect(rowsOf(await ahead.next())).toEqual([20, 21]);
  });

  it('begins with nothing, and is two steps ahead, not more', () => {
    const graph = slowGraph();
    const plan = planOf(9);
    const ahead = createReadAhead(graph, plan, 0);
    expect(plan.asked).toEqual([]);
    ahead.next();
    expect(graph.begun).toEqual([10, 11]);
    ahead.advance();
    ahead.advance();
    expect(graph.begun).toEqual([10, 11, 20, 21, 30, 31]);
    ahead.next();
    expect(graph.begun).toHaveLength(6);
    ahead.advance();
    expect(graph.begun.slice(6)).toEqual([40, 41]);
  });

  it('ends with the epoch, and begins in its middle', () => {
    const graph = slowGraph();
    const plan = planOf(4);
    const ahead = createReadAhead(graph, plan, 2);
    ahead.next();
    ahead.advance();
    ahead.advance();
    expect(plan.asked).toEqual([2, 3]);
    expect(graph.begun).toEqual([30, 31, 40, 41]);
    ahead.next();
    ahead.advance();
    expect(plan.asked).toEqual([2, 3]);
  });

  it('has whoever takes a step meet the failure of its reads, and nobody before', async () => {
    const graph = slowGraph();
    const ahead = createReadAhead(graph, planOf(3), 0);
    const first = ahead.next();
    ahead.advance();
    graph.fail(21);
    // An unhandled rejection would end the process here.
    await new Promise((resolve) => setTimeout(resolve, 5));
    graph.end(10);
    graph.end(11);
    expect(rowsOf(await first)).toEqual([10, 11]);
    await expect(ahead.next()).rejects.toThrow('row 21');
  });

  it('waits for nothing where nothing has to be read, and asks for no step before its turn', () => {
    const plan = planOf(3);
    const resident = createReadAhead({}, plan, 0);
    expect(rowsOf(resident.next() as Batch[])).toEqual([10, 11]);
    resident.advance();
    expect(plan.asked).toEqual([0]);
    const atOnce = createReadAhead({ fetch() {} }, planOf(3), 0);
    expect(rowsOf(atOnce.next() as Batch[])).toEqual([10, 11]);
    atOnce.advance();
    expect(rowsOf(atOnce.next() as Batch[])).toEqual([20, 21]);
  });
});
