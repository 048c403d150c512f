import { describe, expect, it } from 'vitest';
import { readView, shortIds, type TableView, wholeIds, writeView } from './view';

const view: TableView = {
  filter: 'best.dice > 0.8 and name ~ "a, b % &"',
  sort: [
    { column: 'best.Dice of left, %2C lobe', descending: true },
    { column: 'name', descending: false },
  ],
  columns: ['name', '__proto__', '<img onerror=alert(1)>', 'a,b'],
  group: 'training.seed',
  spread: 'range',
  archived: true,
  baseline: '0a1b2c3d',
  chosen: ['0a1b2c3d', 'f0000001'],
};

describe('the address of the table of runs', () => {
  it('says all of it, and reads it back', () => {
    const address = writeView(new URLSearchParams(), view).toString();
    expect(readView(new URLSearchParams(address))).toEqual(view);
  });

  it('says nothing of what is as it begins', () => {
    const fresh = readView(new URLSearchParams());
    expect(writeView(new URLSearchParams(), fresh).toString()).toBe('');
    expect(writeView(writeView(new URLSearchParams(), view), fresh).toString()).toBe('');
    expect(fresh.sort).toEqual([{ column: 'created', descending: true }]);
  });

  it('leaves alone what it does not know, and what is not changed', () => {
    const before = new URLSearchParams('view=curves&group=dataset&x=1');
    expect(writeView(before, { filter: 'iris' }).toString()).toBe(
      'view=curves&group=dataset&x=1&filter=iris',
    );
    expect(before.toString()).toBe('view=curves&group=dataset&x=1');
  });

  it('reads what nobody has written as nothing', () => {
    const odd = readView(new URLSearchParams('spread=huge&columns=,,&sort=-,&chosen=&group='));
    expect(odd).toMatchObject({ spread: 'sd', columns: [], group: null, chosen: [] });
  });
});

describe('short ids', () => {
  const ids = ['11111111-aaaa', '11111111-aabb', '22222222-cccc', 'run', 'run-0001', 'run-0001-b'];

  it('are the beginnings that set ids apart', () => {
    const short = shortIds(ids);
    expect([...short.values()].sort()).toEqual(
      ['11111111-aaa', '11111111-aab', '22222222', 'run', 'run-0001', 'run-0001-'].sort(),
    );
    expect(wholeIds([...short.values()], ids).sort()).toEqual([...ids].sort());
  });

  it('still lead there when other runs have come or gone', () => {
    expect(wholeIds(['22222222', '33333333'], [...ids, '22222223-dddd'])).toEqual(['22222222-cccc']);
    expect(wholeIds(['11111111'], ids)).toEqual([]);
  });
});
