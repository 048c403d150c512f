/** The engines of the tasks, one line each. Imports TensorFlow.js: for workers and the command line, not for the page. */
import type { TaskKind } from './catalogue';
import type { TaskEngine } from './engine';
import { molecules } from './molecules/engine';
import { neurons } from './neurons/engine';
import { segmentation } from './segmentation/engine';
import { tabular } from './tabular/engine';

export const engines: Readonly<Record<TaskKind, TaskEngine>> = {
  tabular,
  segmentation,
  molecules,
  neurons,
};
