/** What is wrong with a configuration, one short sentence a place, from zod's issues. */
import type { z } from 'zod';
import type { DraftProblem, JsonObject } from '../store/draft';
import { fieldAt, fieldTree, inWords } from './configFields';

/** Every problem of a configuration by a task's schema; unknown names are no problem, they are left out. */
export function configProblems(schema: z.ZodObject, config: JsonObject): DraftProblem[] {
  const parsed = schema.safeParse(config);
  if (parsed.success) return [];
  return parsed.error.issues
    .filter(({ code }) => code !== 'unrecognized_keys')
    .map(({ path, message }) => {
      const keys = path.map(String);
      const field = fieldAt(fieldTree(schema), keys, config);
      return { path: keys.join('.'), message: field ? `Must be ${inWords(field)}` : message };
    });
}
