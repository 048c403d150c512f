/** The options that say how data files are read, of every command that reads some. */
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
} as const satisfies Record<keyof typeof readingSettings, 'text'>;

export const readingUsage = `--header yes|no, --decimal point|comma, --missing MARK,..., --sheet NAME, --labels classes|objects,
                                     --join rows|apart
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
    return [[name, value]];
  });
  return readingSchema.parse(Object.fromEntries(given));
}

/** The options that were given, as another process takes them. */
export function readingArguments(reading: Reading): string[] {
  return Object.entries(reading).map(([name, value]) => `--${name}=${value}`);
}
