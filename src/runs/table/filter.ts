/**
 * Which runs are shown. Plain words are searched for; a text with a comparison in it is an expression on fields, metrics
 * and settings: `best.dice > 0.8 and (tag = baseline or not training.batchSize <= 32)`. Nothing in it is executed.
 */
import { nearestName } from '../../config/nearestName';
import { type FilterToken, filterTokens, type Operator } from './filterTokens';
import { namesOf, type TableRun, valueNamed } from './tableRun';

export type RunFilter =
  | { kind: 'all' | 'words' | 'expression'; words: string; fits(run: TableRun): boolean }
  /** @param column from 1. Both sentences end with a full stop. */
  | { kind: 'error'; message: string; remedy: string; column: number };

/** @param runs what there is to name: a name that none of them has is an error. */
export function parseRunFilter(text: string, runs: readonly TableRun[]): RunFilter {
  const tokens = filterTokens(text);
  if (tokens.length === 0) return { kind: 'all', words: 'all', fits: () => true };
  if (!isExpression(tokens)) return wordFilter(tokens);
  try {
    const parser = createParser(tokens, text.length, runs);
    const found = parser.whole();
    return { kind: 'expression', words: found.words, fits: found.fits };
  } catch (thrown) {
    if (!(thrown instanceof FilterProblem)) throw thrown;
    return { kind: 'error', message: thrown.message, remedy: thrown.remedy, column: thrown.at + 1 };
  }
}

/** With a comparison, `is null` or `is not null` outside of quotes. */
function isExpression(tokens: readonly FilterToken[]): boolean {
  return tokens.some((token, i) => {
    if (token.kind === 'operator' || token.kind === 'name') return true;
    const next = [tokens[i + 1], tokens[i + 2]].map((one) => one?.text.toLowerCase());
    return isWord(token, 'is') && (next[0] === 'null' || (next[0] === 'not' && next[1] === 'null'));
  });
}

/** Every word must occur in the name, dataset, state, notes or a tag. */
function wordFilter(tokens: readonly FilterToken[]): RunFilter {
  const searched = tokens.map(({ kind, text }) => (kind === 'open' ? text.slice(1) : text)).filter(Boolean);
  const words = searched.map((word) => word.toLowerCase());
  return {
    kind: 'words',
    words: `with ${searched.map((word) => `“${word}”`).join(' and ')} in name, dataset, state, tags or notes`,
    fits: ({ name, dataset, status, notes, tags }) => {
      const text = [name, dataset, status, notes, ...tags].join('\n').toLowerCase();
      return words.every((word) => text.includes(word));
    },
  };
}

interface Part {
  /** As it was understood. */
  words: string;
  /** How tightly it holds together: 0 or, 1 and, 2 anything else. */
  rank: 0 | 1 | 2;
  fits(run: TableRun): boolean;
}

class FilterProblem extends Error {
  constructor(
    message: string,
    readonly remedy: string,
    readonly at: number,
  ) {
    super(message);
  }
}

function createParser(tokens: readonly FilterToken[], length: number, runs: readonly TableRun[]) {
  let next = 0;
  const peek = () => tokens[next];
  const problem = (message: string, remedy: string, at = peek()?.at ?? length) =>
    new FilterProblem(message, remedy, at);
  const takeWord = (word: string) => {
    const found = isWord(peek(), word);
    if (found) next++;
    return found;
  };
  const takeBracket = (bracket: '(' | ')') => {
    const token = peek();
    const found = token?.kind === 'bracket' && token.text === bracket;
    if (found) next++;
    return found;
  };

  function whole(): Part {
    const part = either();
    const rest = peek();
    if (rest?.kind === 'bracket') throw problem('There is no bracket for “)” to close.', 'Remove it.');
    if (rest) {
      throw problem(
        `“${rest.text}” follows a condition that is complete.`,
        'Put “and” or “or” between two conditions, and quotes around a text of several words.',
      );
    }
    return part;
  }

  function either(): Part {
    const parts = [both()];
    while (takeWord('or')) parts.push(both());
    if (parts.length === 1) return parts[0]!;
    const fits = (run: TableRun) => parts.some((part) => part.fits(run));
    return { words: parts.map((part) => within(part, 1)).join(' or '), rank: 0, fits };
  }

  function both(): Part {
    const parts = [single()];
    while (takeWord('and')) parts.push(single());
    if (parts.length === 1) return parts[0]!;
    const fits = (run: TableRun) => parts.every((part) => part.fits(run));
    return { words: parts.map((part) => within(part, 2)).join(' and '), rank: 1, fits };
  }

  function single(): Part {
    // Repeated rather than nested, so that no text is too deep for the stack by its `not`s.
    let negated = false;
    let said = false;
    while (takeWord('not')) {
      negated = !negated;
      said = true;
    }
    const part = takeBracket('(') ? bracketed() : condition();
    if (!said || !negated) return part;
    return { words: `not ${within(part, 2)}`, rank: 2, fits: (run) => !part.fits(run) };
  }

  let depth = 0;
  function bracketed(): Part {
    const at = tokens[next - 1]!.at;
    if (++depth > 100) throw problem('Brackets stand a hundred deep here.', 'Use fewer.', at);
    const part = either();
    if (!takeBracket(')')) throw problem('The bracket that opens here is not closed.', 'Add “)”.', at);
    depth--;
    return part;
  }

  function condition(): Part {
    const token = peek();
    if (token?.kind !== 'word' && token?.kind !== 'name') {
      throw problem(
        token ? `“${token.text}” stands where a name belongs.` : 'A condition is missing at the end.',
        'Give a field, a metric or a setting, such as best.loss or training.batchSize.',
      );
    }
    next++;
    const name = known(token.text, token.at);
    const operator = peek();
    if (takeWord('is')) {
      const negated = takeWord('not');
      if (!takeWord('null'))
        throw problem('“is” asks only for absence.', 'Write “is null” or “is not null”.');
      const words = `${shownName(name)} is ${negated ? 'not ' : ''}null`;
      return { words, rank: 2, fits: (run) => isAbsent(run, name) !== negated };
    }
    if (operator?.kind !== 'operator') {
      throw problem(
        `A comparison is missing after “${name}”.`,
        'Use one of = != < <= > >= ~ or “is null”; quotes around it search for the text itself.',
      );
    }
    next++;
    const value = peek();
    if (value?.kind === 'open') {
      throw problem('The quotation mark that opens here is not closed.', 'Add the other one.');
    }
    if (value?.kind !== 'word' && value?.kind !== 'text' && value?.kind !== 'name') {
      throw problem(
        `A value is missing after “${name} ${operator.text}”.`,
        'Give a number, a word, or a text in quotes.',
      );
    }
    next++;
    const quoted = value.kind === 'text' ? JSON.stringify(value.text) : value.text;
    const words = `${shownName(name)} ${operator.text} ${quoted}`;
    const test = comparison(operator.text, value.text);
    return { words, rank: 2, fits: (run) => test(valueNamed(run, name)) };
  }

  function known(name: string, at: number): string {
    if (runs.length === 0 || runs.some((run) => valueNamed(run, name) !== undefined)) return name;
    const near = nearestName(name, namesOf(runs));
    throw problem(
      `No run has a field, metric or setting “${name}”.`,
      near ? `Did you mean ${shownName(near)}?` : 'Choose one of the names that appear as you type.',
      at,
    );
  }
  return { whole };
}

const within = ({ words, rank }: Part, least: number) => (rank < least ? `(${words})` : words);

/** In backticks where it would not be read as one word. */
export function shownName(name: string): string {
  const [token, ...more] = filterTokens(name);
  const plain = token?.kind === 'word' && more.length === 0 && token.text === name;
  return plain && !/^(and|or|not|is|null)$/i.test(name) ? name : `\`${name}\``;
}

function isWord(token: FilterToken | undefined, word: string): boolean {
  return token?.kind === 'word' && token.text.toLowerCase() === word;
}

function isAbsent(run: TableRun, name: string): boolean {
  const value = valueNamed(run, name) ?? null;
  return value === null || (typeof value === 'object' && value.length === 0);
}

const number = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const day = /^\d{4}(-\d{2}(-\d{2}(T\d{2}(:\d{2})?)?)?)?$/;
const time = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$/;

/**
 * A test of values against what was written. Texts are compared without regard to case, a time with as much of it as was
 * written. A list fits where one of its members does, and `!=` where none is equal. What is absent fits nothing.
 */
function comparison(operator: Operator, written: string): (value: ReturnType<typeof valueNamed>) => boolean {
  const asNumber = number.test(written) ? Number(written) : null;
  const asText = written.toLowerCase();
  const one = (value: string | number | boolean): boolean => {
    if (operator === '~') return String(value).toLowerCase().includes(asText);
    if (typeof value === 'number' && asNumber !== null) return ordered(operator, value - asNumber);
    if (typeof value === 'number' && isOrder(operator)) return false;
    const text = String(value).toLowerCase();
    const asTime = typeof value === 'string' && time.test(value) && day.test(written);
    const compared = asTime ? text.slice(0, asText.length) : text;
    return ordered(operator, compared === asText ? 0 : compared < asText ? -1 : 1);
  };
  return (value) => {
    if (value === undefined || value === null) return false;
    if (typeof value !== 'object') return one(value);
    return operator === '!=' ? value.every(one) : value.some(one);
  };
}

const isOrder = (operator: Operator) => operator !== '=' && operator !== '!=' && operator !== '~';

function ordered(operator: Exclude<Operator, '~'>, difference: number): boolean {
  switch (operator) {
    case '=':
      return difference === 0;
    case '!=':
      return difference !== 0;
    case '<':
      return difference < 0;
    case '<=':
      return difference <= 0;
    case '>':
      return difference > 0;
    case '>=':
      return difference >= 0;
  }
}
