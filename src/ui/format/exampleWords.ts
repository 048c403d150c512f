/** What a task calls its examples: rows of a table, unless it is about something else. Pure. */

export interface ExampleWords {
  /** What a dataset consists of, with a capital. */
  rows: string;
  /** What a step trains on. */
  examples: string;
}

const words: Record<string, ExampleWords> = {
  segmentation: { rows: 'Images', examples: 'Crops' },
};

export function exampleWords(task: string): ExampleWords {
  return words[task] ?? { rows: 'Rows', examples: 'Rows' };
}
