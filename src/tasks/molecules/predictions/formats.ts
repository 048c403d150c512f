/** The files of predictions as the task's description lists them. */
import type { PredictionFormat } from '../../description';

export const moleculeFormats: readonly PredictionFormat[] = [
  { ending: 'csv', title: 'CSV', about: 'a line for each charge: its atom, charge and place' },
  {
    ending: 'npz',
    title: 'NPZ',
    about: 'charges, places, dipoles, errors and potentials as arrays, padded as the data',
  },
  { ending: 'json', title: 'JSON', about: 'the analysis with its lists, as best_analysis.json' },
  {
    ending: 'xyz',
    title: 'XYZ',
    about: 'extended XYZ: atoms with the charges and the dipole of each, as ASE and OVITO read it',
  },
  {
    ending: 'pqr',
    title: 'PQR',
    about: 'atoms with radii and charges beside them, as APBS and VMD read it',
  },
  {
    ending: 'cube',
    title: 'Cube',
    about: 'the potential around the first of the chosen molecules, as a Gaussian cube file',
  },
];
