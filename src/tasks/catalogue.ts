/** The tasks, one line each: what the page and the command line offer. `engines.ts` and `pages.ts` hold the rest of them. */
import type { TaskDescription } from './description';
import { molecules } from './molecules/description';
import { neurons } from './neurons/description';
import { segmentation } from './segmentation/description';
import { tabular } from './tabular/description';

export const catalogue = {
  tabular,
  segmentation,
  molecules,
  neurons,
} satisfies Record<string, TaskDescription>;

export type TaskKind = keyof typeof catalogue;
