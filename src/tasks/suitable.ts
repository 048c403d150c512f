/** Which tasks a dataset can be for. */
import type { DatasetWarning, DescribedDataset } from '../protocol/datasets';
import type { TaskKind } from './catalogue';
import { fits, type Suggestion } from './description';
import { describedTask, taskKind, taskKinds } from './runConfig';

export interface SuitableTask {
  kind: TaskKind;
  suggestion: Suggestion;
}

/** The likeliest first; none where no task can read the dataset. */
export function suitableTasks(dataset: DescribedDataset): SuitableTask[] {
  return taskKinds
    .flatMap((kind) => {
      const suggestion = describedTask(kind).suggest(dataset);
      return suggestion ? [{ kind, suggestion }] : [];
    })
    .sort((a, b) => fits.indexOf(b.suggestion.fit) - fits.indexOf(a.suggestion.fit));
}

/** The tasks to choose from: those that suit, and the chosen one in any case, so that there is a way back from it. */
export function offeredTasks(dataset: DescribedDataset, chosen?: string): TaskKind[] {
  const suitable = suitableTasks(dataset).map(({ kind }) => kind);
  return chosen === undefined ? suitable : [...new Set([...suitable, taskKind(chosen)])];
}

/** What was remarked on a dataset's import and concerns a task; all of it where none can read the dataset. */
export function warningsFor(task: TaskKind | undefined, { warnings }: DescribedDataset): DatasetWarning[] {
  const ignored = task === undefined ? [] : (describedTask(task).ignoredWarnings ?? []);
  return warnings.filter(({ code }) => !ignored.includes(code));
}
