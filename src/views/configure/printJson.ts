/** JSON for reading: two spaces a level, short lists of plain values on one line. */

import { isObject } from '../../config/jsonPath';
import type { Json } from '../../protocol/json';

/** Longest list, in characters, that stays on one line. */
const longestLine = 72;

export function printJson(value: Json, indent = ''): string {
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    const line = `[${value.map((item) => JSON.stringify(item)).join(', ')}]`;
    const isPlain = value.every((item) => typeof item !== 'object' || item === null);
    if (isPlain && line.length <= longestLine) return line;
    return block(
      '[',
      value.map((item) => inner + printJson(item, inner)),
      `${indent}]`,
    );
  }
  if (!isObject(value)) return JSON.stringify(value);
  const entries = Object.entries(value);
  if (entries.length === 0) return '{}';
  return block(
    '{',
    entries.map(([key, item]) => `${inner}${JSON.stringify(key)}: ${printJson(item, inner)}`),
    `${indent}}`,
  );
}

function block(open: string, lines: string[], close: string): string {
  return [open, lines.join(',\n'), close].join('\n');
}
