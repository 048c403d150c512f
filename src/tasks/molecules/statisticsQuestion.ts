/** What the page asks of a dataset of molecules: its statistics, and what is odd about it. No model is needed. */
import { z } from 'zod';
import type { AskContext } from '../engine';
import { usableRows } from './checks/geometryFaults';
import { gapRemarks } from './checks/referenceChecks';
import type { Remark } from './checks/remarks';
import { checkUnits } from './checks/unitChecks';
import { openMolecules, withGridScale } from './data/moleculeSet';
import { type MoleculeStatistics, tallyMolecules } from './data/statistics';

export const statisticsArgument = z.strictObject({
  /** As in the configuration; a grid that looks like bohr is converted under `auto`, and that is said. */
  espGridUnits: z.enum(['auto', 'angstrom', 'bohr']).default('auto'),
});

export interface DescribedMolecules {
  statistics: MoleculeStatistics;
  remarks: Remark[];
}

/** Of no element more is asked than that it is one. */
const LARGEST_ATOMIC_NUMBER = 118;

export const statisticsQuestion = {
  argument: statisticsArgument,
  async answer(
    { espGridUnits }: z.infer<typeof statisticsArgument>,
    context: Pick<AskContext, 'dataset'>,
  ): Promise<DescribedMolecules> {
    const { data } = await context.dataset();
    const set = await openMolecules(data);
    const { rows, remarks } = usableRows(set, LARGEST_ATOMIC_NUMBER);
    const units = await checkUnits(set, rows, espGridUnits, false);
    const tally = await tallyMolecules(withGridScale(set, units.gridScale), rows);
    const gaps = gapRemarks({ set, isExplained: units.isExplained }, tally);
    return { statistics: tally.statistics, remarks: [...remarks, ...units.remarks, ...gaps] };
  },
};
