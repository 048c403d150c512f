/**
 * The few Python literals that NPY headers are made of: dicts with text keys, tuples, lists, texts, integers, booleans.
 * A recursive-descent reader over tokens; nothing is ever evaluated.
 */

export type PythonValue =
  | { kind: 'string'; value: string }
  | { kind: 'integer'; value: number }
  | { kind: 'bool'; value: boolean }
  | { kind: 'none' }
  | { kind: 'sequence'; items: PythonValue[] }
  | { kind: 'dict'; entries: ReadonlyMap<string, PythonValue> };

/** Deepest nesting that is followed; structured dtypes of real files stay far below. */
const MAX_DEPTH = 32;

// Integers may carry the `L` of Python 2, which wrote the first versions of the format.
const TOKEN = /\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|(-?\d+)L?|(True|False|None)|([{}()[\],:]))/y;

type Token = { punctuation: string } | { value: PythonValue };

/** The value that the text spells, or null where it is anything else. */
export function parsePythonLiteral(text: string): PythonValue | null {
  const tokens = tokenize(text);
  if (tokens === null) return null;
  let position = 0;

  const next = () => tokens[position++];
  const isNext = (mark: string) => {
    const token = tokens[position];
    return token !== undefined && 'punctuation' in token && token.punctuation === mark;
  };
  const take = (mark: string) => isNext(mark) && position++ >= 0;

  function value(depth: number): PythonValue | null {
    const token = next();
    if (token === undefined || depth > MAX_DEPTH) return null;
    if ('value' in token) return token.value;
    if (token.punctuation === '(') return sequence(')', depth);
    if (token.punctuation === '[') return sequence(']', depth);
    return token.punctuation === '{' ? dict(depth) : null;
  }

  function sequence(end: string, depth: number): PythonValue | null {
    const items: PythonValue[] = [];
    while (!take(end)) {
      const item = value(depth + 1);
      if (item === null || !(take(',') || isNext(end))) return null;
      items.push(item);
    }
    return { kind: 'sequence', items };
  }

  function dict(depth: number): PythonValue | null {
    const entries = new Map<string, PythonValue>();
    while (!take('}')) {
      const key = value(depth + 1);
      if (key?.kind !== 'string' || !take(':')) return null;
      const item = value(depth + 1);
      if (item === null || !(take(',') || isNext('}'))) return null;
      entries.set(key.value, item);
    }
    return { kind: 'dict', entries };
  }

  const result = value(0);
  return position === tokens.length ? result : null;
}

function tokenize(text: string): Token[] | null {
  const tokens: Token[] = [];
  const end = text.trimEnd().length;
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < end) {
    const match = TOKEN.exec(text);
    if (match === null) return null;
    const [, single, double, integer, word, punctuation] = match;
    const quoted = single ?? double;
    if (quoted !== undefined) tokens.push({ value: { kind: 'string', value: quoted } });
    else if (integer !== undefined) tokens.push({ value: { kind: 'integer', value: Number(integer) } });
    else if (word === 'None') tokens.push({ value: { kind: 'none' } });
    else if (word !== undefined) tokens.push({ value: { kind: 'bool', value: word === 'True' } });
    else tokens.push({ punctuation: punctuation! });
  }
  return tokens;
}
