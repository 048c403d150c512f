/**
 * Where each value of a JSON text stands: path → line. Reads the text by itself, because `JSON.parse` says neither
 * where a value is nor, in every browser, where the text is wrong.
 */

export interface JsonLines {
  /** Line numbers from 1, by dotted path; the root is ''. */
  lines: Map<string, number>;
  error: { line: number; message: string } | null;
}

/** Finds the line of every value up to the first error. */
export function jsonLines(text: string): JsonLines {
  const lines = new Map<string, number>();
  let at = 0;
  let line = 1;

  class Stop extends Error {}

  const fail = (expected: string): never => {
    const found = at < text.length ? `"${text.slice(at, at + 12).split('\n')[0]}"` : 'the end';
    throw new Stop(`expected ${expected}, found ${found}`);
  };
  const skip = () => {
    while (at < text.length && /\s/.test(text[at]!)) {
      if (text[at] === '\n') line += 1;
      at += 1;
    }
  };
  const token = (pattern: RegExp): string | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0] ?? null;
    if (found !== null) at += found.length;
    return found;
  };
  const literal = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
  const string = /"(?:[^"\\\n]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;

  /** Items between `open` and `close`, which stands at `at`. */
  const items = (close: string, item: (index: number) => void) => {
    at += 1;
    skip();
    if (text[at] === close) {
      at += 1;
      return;
    }
    for (let index = 0; ; index += 1) {
      item(index);
      skip();
      if (text[at] === close) {
        at += 1;
        return;
      }
      if (text[at] !== ',') fail(`"," or "${close}"`);
      at += 1;
      skip();
    }
  };
  const value = (path: string): void => {
    skip();
    lines.set(path, line);
    const inner = (key: string | number) => (path ? `${path}.${key}` : String(key));
    if (text[at] === '{') {
      items('}', () => {
        const key = token(string) ?? fail('a name in double quotes');
        skip();
        if (text[at] !== ':') fail('":"');
        at += 1;
        value(inner(JSON.parse(key)));
      });
    } else if (text[at] === '[') {
      items(']', (index) => value(inner(index)));
    } else if (token(string) === null && token(literal) === null) {
      fail('a value');
    }
  };

  try {
    value('');
    skip();
    if (at < text.length) fail('the end');
    return { lines, error: null };
  } catch (thrown) {
    if (!(thrown instanceof Stop)) throw thrown;
    return { lines, error: { line, message: `Line ${line}: ${thrown.message}` } };
  }
}

/** The line of a path, or of the nearest value around it that is written down. */
export function lineOf(lines: ReadonlyMap<string, number>, path: string): number {
  for (let rest = path; rest !== ''; rest = rest.includes('.') ? rest.slice(0, rest.lastIndexOf('.')) : '') {
    const line = lines.get(rest);
    if (line !== undefined) return line;
  }
  return lines.get('') ?? 1;
}
