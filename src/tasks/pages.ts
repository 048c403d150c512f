/** The pages of the tasks, one line each. */
import type { TaskKind } from './catalogue';
import { molecules } from './molecules/page/page';
import { neurons } from './neurons/page/page';
import type { TaskPage } from './page';
import { segmentation } from './segmentation/page/page';
import { tabular } from './tabular/page/page';

export const pages: Readonly<Record<TaskKind, TaskPage>> = {
  tabular,
  segmentation,
  molecules,
  neurons,
};
