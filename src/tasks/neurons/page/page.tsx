/** What recordings of neurons show in the page. */
import type { TaskPage } from '../../page';
import { NeuronsResult } from './NeuronsResult';
import { NeuronSheet } from './sheet/NeuronSheet';

export const neurons: TaskPage = {
  DatasetSheet: NeuronSheet,
  Analysis: NeuronsResult,
  comparedMetrics: ['loss', 'bps'],
};
