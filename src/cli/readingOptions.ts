/** The options that say how data files are read, of every command that reads some. */
import { readFileSync } from 'node:fs';
import { AnnealError } from '../protocol/errors';
import { type Reading, readingSchema, readingSettings } from '../protocol/reading';
import type { Options } from './usage';

export const readingOptions = {
  header: 'text',
  decimal: 'text',
  missing: 'text',
  sheet: 'text',
  labels: 'text',
  join: 'text',
  stack: 'text',
  'mask-suffix': 'text',
  pairs: 'text',
} as const satisfies Record<keyof typeof readingSettings, 'text'>;

export const readingUsage = `--header yes|no, --decimal point|comma, --missing MARK,..., --sheet NAME, --join rows|apart,
    --labels classes|objects, --stack images|channels, --mask-suffix _gt, --pairs FILE.csv (columns image and mask)
                                     how files are read where their content leaves it open`;

/** @throws AnnealError `usage` for a value that a setting does not take. */
export function readingFrom(options: Options<typeof readingOptions>): Reading {
  const given = Object.entries(readingSettings).flatMap(([name, schema]) => {
    const value = options[name as keyof typeof readingSettings];
    if (value === undefined) return [];
    if (!schema.safeParse(value).success) {
      const choices = 'options' in schema ? `It may be ${schema.options.join(' or ')}.` : 'Give a text.';
      throw new AnnealError('usage', `--${name} is "${value}".`, { received: value, remedy: choices });
    }
    return [[name, name === 'pairs' ? tableAt(value) : value]];
  });
  return readingSchema.parse(Object.fromEntries(given));
}

/** The text of a file that says which mask belongs to which image. */
function tableAt(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (thrown) {
    throw new AnnealError('usage', `--pairs: ${path} cannot be read: ${AnnealError.from(thrown).message}`, {
      received: path,
      remedy: 'Name a CSV file with the columns image and mask.',
    });
  }
}

/** The options that were given, as another process takes them. */
export function readingArguments(options: Options<typeof readingOptions>): string[] {
  return Object.keys(readingOptions).flatMap((name) => {
    const value = options[name as keyof typeof readingOptions];
    return value === undefined ? [] : [`--${name}=${value}`];
  });
}
