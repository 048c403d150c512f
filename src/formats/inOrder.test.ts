/** Several pieces at once, their results in order. */
import { describe, expect, it } from 'vitest';
import { inOrder, type Width } from './inOrder';

/** Pieces of work that end when they are told to. */
function manual() {
  const begun: number[] = [];
  const end = new Map<number, (value: string) => void>();
  const work = (piece: number) => {
    begun.push(piece);
    return new Promise<string>((resolve) => end.set(piece, resolve));
  };
  return { begun, work, end: (piece: number) => end.get(piece)!(`done ${piece}`) };
}

const soon = () => new Promise((resolve) => setTimeout(resolve));
const run = (width: Width, work: (piece: number) => Promise<string>, signal?: AbortSignal) =>
  inOrder([1, 2, 3, 4], work, width, 'x', signal, (piece) => piece);

describe('work in order', () => {
  it('hands results out in the order of the pieces, whatever ends first, and begins no more than fit', async () => {
    const { begun, work, end } = manual();
    const results: string[] = [];
    const all = (async () => {
      for await (const [piece, result] of run({ pieces: 3 }, work)) results.push(`${piece} ${result}`);
    })();
    await soon();
    expect(begun).toEqual([1, 2, 3]);
    end(3);
    end(2);
    await soon();
    expect(results).toEqual([]);
    expect(begun).toEqual([1, 2, 3]);
    end(1);
    await soon();
    end(4);
    await all;
    expect(results).toEqual(['1 done 1', '2 done 2', '3 done 3', '4 done 4']);
  });

  it('holds work up while nobody takes the results', async () => {
    const { begun, work, end } = manual();
    const results = run({ pieces: 1 }, work);
    const first = results.next();
    await soon();
    end(1);
    await first;
    await soon();
    expect(begun).toEqual([1]);
  });

  it('has no more weight under way than it is given, unless a single piece weighs more', async () => {
    const { begun, work, end } = manual();
    const results = run({ pieces: 9, weight: 3 }, work);
    const first = results.next();
    await soon();
    // 1 + 2, then 3 alone, then 4 although it is too heavy.
    expect(begun).toEqual([1, 2]);
    for (const piece of [1, 2]) end(piece);
    await first;
    await results.next();
    const third = results.next();
    await soon();
    expect(begun).toEqual([1, 2, 3]);
    end(3);
    await third;
    void results.next();
    await soon();
    expect(begun).toEqual([1, 2, 3, 4]);
  });

  it('is cancelled at once, although the work under way never ends', async () => {
    const stop = new AbortController();
    const results = run({ pieces: 2 }, () => new Promise(() => {}), stop.signal);
    const first = results.next();
    await soon();
    stop.abort();
    await expect(first).rejects.toMatchObject({ code: 'cancelled', message: 'Reading x was cancelled.' });
  });
});
