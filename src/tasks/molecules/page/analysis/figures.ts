/** The numbers by which checkpoints of molecules are compared. Pure. */
import type { Figure } from '../../../page';
import type { MoleculesAnalysis } from '../../analysis/moleculesAnalysis';

/** Under the names of DCMNet's comparison, charges of atoms in e. */
export function moleculeFigures({ monopoles, model, loss }: MoleculesAnalysis): Figure[] {
  return [
    { name: 'total_loss', title: 'loss', better: 'min', value: loss?.mean ?? null },
    {
      ...{ name: 'esp_rmse_kcal', title: 'ESP RMSE', unit: '(kcal/mol)/e', better: 'min' },
      value: model.espRmse.mean,
    },
    {
      ...{ name: 'dipole_mae_debye', title: 'dipole error', unit: 'D', better: 'min' },
      value: model.dipole?.mae ?? null,
    },
    { name: 'mae', title: 'monopole MAE', unit: 'e', better: 'min', value: monopoles?.mae ?? null },
    { name: 'rmse', title: 'monopole RMSE', unit: 'e', better: 'min', value: monopoles?.rmse ?? null },
    {
      ...{ name: 'max_error', title: 'largest monopole error', unit: 'e', better: 'min' },
      value: monopoles?.maxError ?? null,
    },
    { name: 'correlation', title: 'correlation', better: 'max', value: monopoles?.correlation ?? null },
    {
      ...{ name: 'pred_mean', title: 'monopole mean', unit: 'e', better: null },
      value: monopoles?.predicted.mean ?? null,
    },
    {
      ...{ name: 'pred_std', title: 'monopole SD', unit: 'e', better: null },
      value: monopoles?.predicted.std ?? null,
    },
  ];
}
