/** The words of a filter expression, each with the place where it begins. */

export type FilterToken = {
  /** Column, from 0. */
  at: number;
  /** Behind its last character. */
  end: number;
} & (
  | { kind: 'word'; text: string }
  /** In double or single quotes: a value. */
  | { kind: 'text'; text: string }
  /** In backticks: a name with characters that would end a word. */
  | { kind: 'name'; text: string }
  | { kind: 'operator'; text: Operator }
  | { kind: 'bracket'; text: '(' | ')' }
  /** A quotation mark without its other half. */
  | { kind: 'open'; text: string }
);

export const operators = ['=', '!=', '<', '<=', '>', '>=', '~'] as const;
export type Operator = (typeof operators)[number];

const pattern =
  /\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|`([^`]*)`|(!=|<=|>=|==|[=<>~])|([()])|(["'`].*)|([^\s()=<>~"'`!]+|!))/gsy;

export function filterTokens(text: string): FilterToken[] {
  const tokens: FilterToken[] = [];
  const rest = new RegExp(pattern);
  for (let match = rest.exec(text); match; match = rest.exec(text)) {
    const [whole, double, single, name, operator, bracket, open, word] = match;
    const place = { at: match.index + whole.length - whole.trimStart().length, end: rest.lastIndex };
    const quoted = double ?? single;
    if (quoted !== undefined) tokens.push({ ...place, kind: 'text', text: quoted.replace(/\\(.)/gs, '$1') });
    else if (name !== undefined) tokens.push({ ...place, kind: 'name', text: name });
    else if (operator !== undefined) {
      const found = operators.find((one) => one === operator) ?? '=';
      tokens.push({ ...place, kind: 'operator', text: found });
    } else if (bracket === '(' || bracket === ')') tokens.push({ ...place, kind: 'bracket', text: bracket });
    else if (open !== undefined) tokens.push({ ...place, kind: 'open', text: open });
    else tokens.push({ ...place, kind: 'word', text: word! });
  }
  return tokens;
}
