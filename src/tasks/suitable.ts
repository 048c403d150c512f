/** Which tasks a dataset can be for. */
import type { DatasetRecord } from '../protocol/datasets';
import type { TaskKind } from './catalogue';
import { fits, type Suggestion } from './description';
import { describedTask, taskKinds } from './runConfig';

export interface SuitableTask {
  kind: TaskKind;
  suggestion: Suggestion;
}

/** The likeliest first; none where no task can read the dataset. */
export function suitableTasks(dataset: DatasetRecord): SuitableTask[] {
  return taskKinds
    .flatMap((kind) => {
      const suggestion = describedTask(kind).suggest(dataset);
      return suggestion ? [{ kind, suggestion }] : [];
    })
    .sort((a, b) => fits.indexOf(b.suggestion.fit) - fits.indexOf(a.suggestion.fit));
}
