/** What the palette of commands offers, and which of it answers to what is typed. Pure. */

export interface Command {
  id: string;
  /** Its heading in the list. */
  group: string;
  title: string;
  /** What it is found by besides, for example the name of the data. */
  also?: string;
  /** The key that does the same. */
  shortcut?: string;
  run: () => void;
}

/** More than this nobody reads; typing finds the rest. */
const mostOfGroup = 12;

/**
 * Commands that have every word that is typed, in any order and any case. Those whose title begins with it come first
 * within their group, and of each group only so many as can be read.
 * @returns the groups that have any, in the order in which they begin.
 */
export function matchingCommands(
  commands: readonly Command[],
  typed: string,
): { group: string; commands: Command[]; left: number }[] {
  const wanted = typed.toLowerCase().trim();
  const words = wanted.split(/\s+/).filter(Boolean);
  const groups = new Map<string, Command[]>();
  for (const command of commands) {
    const text = `${command.title} ${command.also ?? ''} ${command.group}`.toLowerCase();
    if (!words.every((word) => text.includes(word))) continue;
    const found = groups.get(command.group) ?? [];
    found.push(command);
    groups.set(command.group, found);
  }
  const begins = ({ title }: Command) => Number(wanted !== '' && title.toLowerCase().startsWith(wanted));
  return [...groups].map(([group, found]) => ({
    group,
    commands: found.sort((a, b) => begins(b) - begins(a)).slice(0, mostOfGroup),
    left: Math.max(0, found.length - mostOfGroup),
  }));
}
