/** What each task shows of a run besides what every run has, by the task's kind; nothing for most. */
import { type ComponentType, memo } from 'react';
import { SegmentationPanels } from '../../tasks/segmentation/page/SegmentationPanels';
import type { TaskPanelsProps } from './taskPanelsProps';

const panels: Record<string, ComponentType<TaskPanelsProps>> = {
  segmentation: memo(SegmentationPanels),
};

export function taskPanelsOf(task: string): ComponentType<TaskPanelsProps> | null {
  return panels[task] ?? null;
}
