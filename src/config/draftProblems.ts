/** What is wrong with a configuration, one short sentence a place, from zod's issues. */
import type { z } from 'zod';
import type { JsonObject } from '../protocol/json';
import { fieldAt, fieldTree, inWords } from './configFields';

/** A remark or an error at a place of the configuration, for example `training.epochs`. */
export interface ConfigProblem {
  /** Dotted path; empty when it is about the whole text. */
  path: string;
  message: string;
}

/** Every problem of a configuration by a task's schema; unknown names are no problem, they are left out. */
export function configProblems(schema: z.ZodObject, config: JsonObject): ConfigProblem[] {
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
