/** What molecules show in the page. */
import type { TaskPage } from '../../page';
import { readExamples } from '../examplesSchema';
import { moleculeFigures } from './analysis/figures';
import { MoleculesResult } from './analysis/MoleculesResult';
import { PredictionChoices } from './analysis/PredictionChoices';
import { GridAside } from './asides/GridAside';
import { MaskAside } from './asides/MaskAside';
import { groupArrays } from './fieldChoices';
import { MoleculePanels } from './live/MoleculePanels';
import { MoleculeSheet } from './sheet/MoleculeSheet';

export const molecules: TaskPage = {
  DatasetSheet: MoleculeSheet,
  TrainingPanels: MoleculePanels,
  readExamples,
  Analysis: MoleculesResult,
  figures: moleculeFigures,
  comparedMetrics: ['loss', 'mono_mae'],
  PredictionOptions: PredictionChoices,
  asides: { dataset: GridAside, loss: MaskAside },
  fieldChoices: groupArrays,
};
