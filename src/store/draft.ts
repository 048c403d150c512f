/** A configuration that is being made for a dataset: what the form and the JSON of Configure show. */

import type { ConfigProblem } from '../config/draftProblems';
import type { JsonObject } from '../protocol/json';

export interface Draft {
  /** Of the dataset it is for. */
  fingerprint: string;
  task: string;
  /** Which preset it started from; null when it was copied from a run. */
  preset: string | null;
  /** Every default filled in whenever `problems` is empty; else as it was typed. */
  config: JsonObject;
  /** Text of the JSON editor while it is not JSON; null when it simply is `config`. */
  text: string | null;
  /** Names that were not known and have been left out. */
  warnings: ConfigProblem[];
  problems: ConfigProblem[];
}
