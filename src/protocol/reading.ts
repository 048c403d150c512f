/** Files that can be read in more than one way: what may be said about it, and what is asked where the likelier is no sure thing. */
import { z } from 'zod';

/** By the name that a command line gives them as options. */
export const readingSettings = {
  header: z.enum(['yes', 'no']),
  decimal: z.enum(['point', 'comma']),
  missing: z.string(),
  sheet: z.string(),
  labels: z.enum(['classes', 'objects']),
  join: z.enum(['rows', 'apart']),
  /** What the pages of one picture file are. */
  stack: z.enum(['images', 'channels']),
  /** What names of masks have more than those of their images, at the end or at the beginning. */
  'mask-suffix': z.string().min(1),
  /** A table of two columns: image and mask. */
  pairs: z.string(),
} as const;

export type ReadingSetting = keyof typeof readingSettings;

/** What was said of a file; a setting that is left out is decided by the content. */
export const readingSchema = z.strictObject(readingSettings).partial();

export type Reading = z.infer<typeof readingSchema>;

/** Readings by the names of what is opened (a file, or a set of pictures); `*` holds for everything that is opened. */
export const readingsSchema = z.record(z.string(), readingSchema);

export type Readings = z.infer<typeof readingsSchema>;

/** A setting that the content leaves open. */
export interface ReadingQuestion {
  setting: ReadingSetting;
  /** For people, a whole question: "Does the first line of yields.csv name its columns?" */
  question: string;
  /** The likelier one first; it is taken where nobody answers. */
  choices: ReadingChoice[];
}

export interface ReadingChoice {
  /** As the setting takes it. */
  value: string;
  /** For people, in a few words: "Yes, they are names". */
  label: string;
  /** What the file is then: a few columns and rows, as they would be printed. */
  preview: ReadingPreview;
}

export interface ReadingPreview {
  columns: string[];
  rows: string[][];
}

/** What is said of a part: for everything first, then for it by name. */
export function readingOf(readings: Readings, name: string): Reading {
  return { ...readings['*'], ...readings[name] };
}
