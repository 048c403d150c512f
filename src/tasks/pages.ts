/** The pages of the tasks, one line each. */
import type { TaskKind } from './catalogue';
import type { TaskPage } from './page';
import { molecules } from './molecules/page/page';
import { segmentation } from './segmentation/page/page';
import { tabular } from './tabular/page/page';

export const pages: Readonly<Record<TaskKind, TaskPage>> = {
  tabular,
  segmentation,
  molecules,
};
