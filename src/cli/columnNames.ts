/** Names of columns out of `--inputs a,b 'Depth, m'`: a name may have commas in it, which shows in the data alone. */
import type { RunConfig } from '../protocol/config';
import { setByPath } from '../tasks/runConfig';

/** The names between commas; those that are known are found whole, the longest first. */
export function namesIn(
  texts: readonly string[],
  known: { has(name: string): boolean } = new Set(),
): string[] {
  return texts.flatMap((text) => {
    const parts = text.split(',');
    const names: string[] = [];
    for (let from = 0; from < parts.length; ) {
      let to = parts.length;
      const joined = () => parts.slice(from, to).join(',').trim();
      while (to > from + 1 && !known.has(joined())) to--;
      names.push(joined());
      from = to;
    }
    return names;
  });
}

/** The configuration with the names as the data have them, where the options have split one; `--set` has the last word. */
export function withWholeNames(
  config: RunConfig,
  given: Record<'inputs' | 'targets', readonly string[]>,
  known: { has(name: string): boolean },
): RunConfig {
  return (['inputs', 'targets'] as const).reduce((changed, role) => {
    const whole = namesIn(given[role], known);
    const split = namesIn(given[role]);
    const isSplit = JSON.stringify(changed.dataset[role]) === JSON.stringify(split);
    if (given[role].length === 0 || !isSplit || whole.length === split.length) return changed;
    return setByPath(changed, `dataset.${role}`, JSON.stringify(whole));
  }, config);
}
