/** The molecules of a dataset that can be computed with, in the units of this task, and what is odd about the rest. */
import type { DatasetReader } from '../../../engine/data/datasetReader';
import { elementSymbols } from '../../../formats/elements';
import type { MoleculesConfig } from '../config';
import { otherPositions } from '../data/arrays';
import { type MoleculeSet, openMolecules, withGridScale } from '../data/moleculeSet';
import type { MoleculesFitted } from '../fitted';
import { usableRows } from './geometryFaults';
import { checkReferences } from './referenceChecks';
import { listRows, type Remark } from './remarks';
import { checkUnits } from './unitChecks';

export interface CheckedMolecules {
  set: MoleculeSet;
  /** Ascending. */
  rows: Uint32Array;
  /** Whether monopoles and potential show that grid and atoms belong together. */
  isExplained: boolean;
  remarks: Remark[];
}

/**
 * Reads what is small, and the grids of a few molecules.
 * @param fitted of a checkpoint that the data are for: they need no references then, and nobody is asked.
 * @throws AnnealError where nothing can be trained, or predicted, with the data.
 */
export async function checkMolecules(
  data: DatasetReader,
  config: MoleculesConfig,
  fitted?: MoleculesFitted,
): Promise<CheckedMolecules> {
  const set = await openMolecules(data);
  const references = fitted ? [] : checkReferences(set.known, set.arrays.espMask !== undefined, config);
  const { rows, remarks } = usableRows(set, config.model.maxAtomicNumber);
  const units = await checkUnits(set, rows, config.dataset.espGridUnits, fitted === undefined);
  const others = otherPositions(data.arrays.values(), set.arrays.R.name);
  const several: Remark[] = [];
  if (others.length > 0) {
    const message = `The molecules of \`${set.arrays.R.name}\` alone are used; \`${others.join('`, `')}\` stand in other files or groups. Join their arrays to use all.`;
    several.push({ code: 'several-sets', message });
  }
  return {
    set: withGridScale(set, units.gridScale),
    rows,
    isExplained: units.isExplained,
    remarks: [
      ...several,
      ...remarks,
      ...units.remarks,
      ...references,
      ...(fitted ? unseenElements(set, rows, fitted) : []),
    ],
  };
}

function unseenElements(set: MoleculeSet, rows: Uint32Array, { elements }: MoleculesFitted): Remark[] {
  const seen = new Set(elements);
  const unseen = new Set<number>();
  const holding = rows.filter((row) => {
    const own = set.geometry(row).atomicNumbers.filter((number) => !seen.has(number));
    for (const number of own) unseen.add(number);
    return own.length > 0;
  });
  if (holding.length === 0) return [];
  const symbols = [...unseen].sort((a, b) => a - b).map((number) => elementSymbols[number]);
  const held = holding.length === 1 ? '1 molecule holds' : `${holding.length} molecules hold`;
  const message = `${held} elements that the model was never trained on (${symbols.join(', ')}), and whose charges mean nothing: ${listRows(set, holding)}.`;
  return [{ code: 'elements-unseen', message }];
}
