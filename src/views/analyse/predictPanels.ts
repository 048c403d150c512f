/** How each task's predictions are taken home: the panel at the end of Analyse, by the task's kind. */
import type { ComponentType } from 'react';
import { PredictMasks } from '../../tasks/segmentation/page/PredictMasks';
import { PredictTable } from '../../tasks/tabular/page/PredictTable';
import type { PredictProps } from './predictProps';

const panels: Record<string, ComponentType<PredictProps>> = {
  tabular: PredictTable,
  segmentation: PredictMasks,
};

export function predictPanelOf(task: string): ComponentType<PredictProps> {
  return panels[task] ?? PredictTable;
}
