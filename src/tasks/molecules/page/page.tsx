/** What molecules show in the page. */
import type { TaskPage } from '../../page';
import { moleculeFigures } from './analysis/figures';
import { MoleculesResult } from './analysis/MoleculesResult';
import { PredictionChoices } from './analysis/PredictionChoices';

export const molecules: TaskPage = {
  DatasetSheet: ({ dataset: { name } }) => <p>{name}</p>,
  Analysis: MoleculesResult,
  figures: moleculeFigures,
  comparedMetrics: ['loss', 'mono_mae'],
  PredictionOptions: PredictionChoices,
};
