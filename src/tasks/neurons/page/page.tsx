/** What recordings of neurons show in the page. */
import type { TaskPage } from '../../page';
import { NeuronSheet } from './NeuronSheet';
import { NeuronsResult } from './NeuronsResult';

export const neurons: TaskPage = {
  DatasetSheet: NeuronSheet,
  Analysis: NeuronsResult,
  comparedMetrics: ['loss', 'bps'],
};
