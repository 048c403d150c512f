/** What molecules show in the page. */
import type { TaskPage } from '../../page';
import { GridAside } from './asides/GridAside';
import { MaskAside } from './asides/MaskAside';
import { groupArrays } from './fieldChoices';
import { MoleculePanels } from './live/MoleculePanels';
import { MoleculeSheet } from './sheet/MoleculeSheet';

export const molecules: TaskPage = {
  DatasetSheet: MoleculeSheet,
  TrainingPanels: MoleculePanels,
  Analysis: () => <p />,
  asides: { dataset: GridAside, loss: MaskAside },
  fieldChoices: groupArrays,
};
