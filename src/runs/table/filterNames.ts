/** Which names complete what is being typed into the filter. */
import { shownName } from './filter';
import { filterTokens } from './filterTokens';

export interface Completion {
  /** The part of the text that a name takes the place of, from and to as columns from 0. */
  from: number;
  to: number;
  /** Ready to be put there. */
  names: string[];
}

/** More cannot be looked over. */
const most = 8;

/** null where no name is being typed. @param caret column of the caret, from 0. */
export function completeName(text: string, caret: number, names: readonly string[]): Completion | null {
  const tokens = filterTokens(text);
  const index = tokens.findIndex(({ at, end }) => at < caret && caret <= end);
  const token = tokens[index];
  const typed = token?.kind === 'name' ? token.text : token?.text.replace(/^`/, '');
  if (!token || !typed || typed.length < 2) return null;
  if (token.kind !== 'word' && token.kind !== 'name' && !(token.kind === 'open' && token.text[0] === '`')) {
    return null;
  }
  // Behind a comparison a value is typed.
  if (tokens[index - 1]?.kind === 'operator') return null;
  const searched = typed.toLowerCase();
  const found = names.filter((name) => name.toLowerCase().includes(searched) && name !== typed);
  const begins = (name: string) => Number(!name.toLowerCase().startsWith(searched));
  const best = found.toSorted((a, b) => begins(a) - begins(b) || a.length - b.length).slice(0, most);
  return best.length === 0 ? null : { from: token.at, to: token.end, names: best.map(shownName) };
}
