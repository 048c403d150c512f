/** How many examples a dataset has, in the words of its likeliest task: "60 images". */
import type { DatasetRecord } from '../../protocol/datasets';
import { describedTask } from '../../tasks/runConfig';
import { suitableTasks } from '../../tasks/suitable';
import { count } from '../../ui/format/quantities';

export function samplesText(dataset: DatasetRecord): string {
  const [likeliest] = suitableTasks(dataset);
  if (!likeliest) return `${count(dataset.arrays.length)} arrays`;
  const { example, countExamples } = describedTask(likeliest.kind);
  const examples = countExamples(dataset);
  return `${count(examples)} ${examples === 1 ? example.one : example.many}`;
}
