import { describe, expect, it } from 'vitest';
import { type Command, matchingCommands } from './paletteCommands';

const command = (group: string, title: string, also?: string): Command => ({
  id: `${group} ${title}`,
  group,
  title,
  ...(also && { also }),
  run: () => {},
});
const commands = [
  command('Go to', 'Data'),
  command('Go to', 'Runs'),
  command('Runs', 'deep u-net', 'vessels.zip'),
  command('Runs', 'u-net', 'vessels.zip'),
];
const titles = (typed: string) =>
  matchingCommands(commands, typed).map(({ group, commands: found }) => [
    group,
    found.map(({ title }) => title),
  ]);

describe('the commands that answer to what is typed', () => {
  it('are all of them, in their groups, before anything is typed', () => {
    expect(titles('')).toEqual([
      ['Go to', ['Data', 'Runs']],
      ['Runs', ['deep u-net', 'u-net']],
    ]);
  });

  it('have every word, also of their data, and those that begin with it first', () => {
    expect(titles('VESSELS deep')).toEqual([['Runs', ['deep u-net']]]);
    expect(titles('u-net')).toEqual([['Runs', ['u-net', 'deep u-net']]]);
    expect(titles('nothing like it')).toEqual([]);
  });

  it('are no more of a group than can be read, and the rest is counted', () => {
    const many = Array.from({ length: 1000 }, (_, i) => command('Runs', `run ${i}`));
    const [group] = matchingCommands(many, 'run');
    expect(group?.commands).toHaveLength(12);
    expect(group?.left).toBe(988);
    expect(matchingCommands(many, 'run 999')[0]?.commands.map(({ title }) => title)).toEqual(['run 999']);
  });
});
