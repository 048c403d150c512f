/** Analysis of predicted molecules in one pass: each is looked at once and let go. */
import { boundedR2, createPairStatistics } from '../../../engine/metrics/pairStatistics';
import { formulaOf } from '../formula';
import type { PredictedMolecule } from '../molecule';
import { kcalPerHartree } from '../units';
import { atomicDipole, atomicPotential, leastSquaresCharges, pointGeometry } from './atomicCharges';
import { createDistanceTally, createElementTally } from './breakdowns';
import { createChargeTally, spreadOf } from './chargeFigures';
import { type MoleculeFigures, moleculeFigures, predictedMonopoles } from './moleculeFigures';
import type { MoleculesAnalysis, MoleculesTable } from './moleculesAnalysis';

/** What is known of the molecules besides. */
export interface MoleculeWords {
  /** "benzene", a SMILES, an id, or the row. */
  name(row: number): string;
  /** The training loss of a single molecule; NaN, or no such function, where it is not measured. */
  loss?(predicted: PredictedMolecule): number;
}

export async function analyseMolecules(
  stream: AsyncIterable<PredictedMolecule>,
  words: MoleculeWords,
): Promise<MoleculesAnalysis> {
  const analysis = createAnalysis(words);
  for await (const predicted of stream) analysis.add(predicted);
  return analysis.finish();
}

export interface AnalysisInProgress {
  add(predicted: PredictedMolecule): MoleculeFigures;
  finish(): MoleculesAnalysis;
}

interface TableRow extends MoleculeFigures {
  row: number;
  name: string;
  formula: string;
  atoms: number;
  monopolesEspRmse: number;
  loss: number;
}

/** The analysis for whoever has other uses for the stream. */
export function createAnalysis({ name, loss }: MoleculeWords): AnalysisInProgress {
  const monopolePairs = createPairStatistics();
  const potentialPairs = createPairStatistics();
  const unmasked = createSpreadOfAll();
  const elementTally = createElementTally();
  const distanceTally = createDistanceTally();
  const model = createChargeTally();
  const atomicMonopoles = createChargeTally();
  const leastSquares = createChargeTally();
  const table: TableRow[] = [];
  let fitted = 0;

  /** @returns RMSE of the potential of the reference charges, (kcal/mol)/e. */
  function addPotential(predicted: PredictedMolecule): number {
    const { molecule, potential, pointMask } = predicted;
    if (molecule.potential.length === 0) return Number.NaN;
    const geometry = pointGeometry(molecule);
    for (let p = 0; p < potential.length; p++) {
      const reference = molecule.potential[p]!;
      const error = potential[p]! - reference;
      unmasked.add(error, reference);
      if (pointMask[p] === 0) continue;
      potentialPairs.add(potential[p]!, reference);
      elementTally.addPoint(molecule.atomicNumbers[geometry.nearest[p]!]!, error);
      distanceTally.add(geometry.distance[p]!, error, reference);
    }
    model.addPotential(potential, molecule.potential, pointMask);
    const fit = leastSquaresCharges(geometry, molecule, pointMask);
    if (fit) {
      fitted++;
      leastSquares.addPotential(atomicPotential(geometry, fit), molecule.potential, pointMask);
      if (molecule.dipole) leastSquares.addDipole(atomicDipole(molecule, fit), molecule.dipole);
    }
    if (!molecule.monopoles) return Number.NaN;
    const ofMonopoles = atomicPotential(geometry, molecule.monopoles);
    return atomicMonopoles.addPotential(ofMonopoles, molecule.potential, pointMask);
  }

  function addCharges(predicted: PredictedMolecule): void {
    const { molecule, dipole } = predicted;
    for (const [atom, value] of predictedMonopoles(predicted).entries()) {
      const reference = molecule.monopoles ? molecule.monopoles[atom]! : null;
      elementTally.addAtom(molecule.atomicNumbers[atom]!, value, reference);
      if (reference !== null) monopolePairs.add(value, reference);
    }
    if (!molecule.dipole) return;
    model.addDipole(dipole, molecule.dipole);
    if (molecule.monopoles)
      atomicMonopoles.addDipole(atomicDipole(molecule, molecule.monopoles), molecule.dipole);
  }

  return {
    add(predicted) {
      const { row, atomicNumbers } = predicted.molecule;
      const monopolesEspRmse = addPotential(predicted);
      addCharges(predicted);
      const figures = moleculeFigures(predicted);
      table.push({
        row,
        name: name(row),
        formula: formulaOf(atomicNumbers),
        atoms: atomicNumbers.length,
        ...figures,
        monopolesEspRmse,
        loss: loss?.(predicted) ?? Number.NaN,
      });
      return figures;
    },
    finish() {
      const monopoles = monopolePairs.finish();
      const potential = potentialPairs.finish(kcalPerHartree);
      const losses = table.map((row) => row.loss).filter((value) => !Number.isNaN(value));
      const { mean, std } = spreadOf(losses);
      return {
        molecules: table.length,
        monopoles: monopoles.count > 0 ? monopoles : null,
        potential:
          unmasked.points() > 0
            ? {
                ...potential,
                r2Unmasked: unmasked.r2(),
                points: unmasked.points(),
                maskFraction: potential.count / unmasked.points(),
              }
            : null,
        model: model.finish(),
        atomicMonopoles: monopoles.count > 0 ? atomicMonopoles.finish() : null,
        leastSquares: fitted > 0 ? leastSquares.finish() : null,
        elements: elementTally.finish(),
        distances: distanceTally.finish(),
        loss: losses.length > 0 ? { mean, std } : null,
        table: tableOf(table),
      };
    },
  };
}

/** R² over all points, for which no other statistics are kept. */
function createSpreadOfAll() {
  let [points, mean, spread, squared] = [0, 0, 0, 0];
  return {
    add(error: number, reference: number) {
      points++;
      const fromMean = reference - mean;
      mean += fromMean / points;
      spread += fromMean * (reference - mean);
      squared += error * error;
    },
    points: () => points,
    r2: () => {
      const r2 = boundedR2(squared, spread);
      return Number.isNaN(r2) ? null : r2;
    },
  };
}

/** The worst potential first; molecules without one by their charges, after the others. */
function tableOf(unordered: readonly TableRow[]): MoleculesTable {
  const known = (value: number) => (Number.isNaN(value) ? Number.NEGATIVE_INFINITY : value);
  const worse = (a: number, b: number) => (known(b) === known(a) ? 0 : known(b) - known(a));
  const rows = [...unordered].sort(
    (a, b) => worse(a.espRmse, b.espRmse) || worse(a.monopoleRmse, b.monopoleRmse) || a.row - b.row,
  );
  const numbers = (of: (row: TableRow) => number) => Float64Array.from(rows, of);
  return {
    rows: Uint32Array.from(rows, ({ row }) => row),
    names: rows.map(({ name }) => name),
    formulas: rows.map(({ formula }) => formula),
    atoms: Uint16Array.from(rows, ({ atoms }) => atoms),
    espRmse: numbers((row) => row.espRmse),
    espMaxError: numbers((row) => row.espMaxError),
    monopolesEspRmse: numbers((row) => row.monopolesEspRmse),
    monopoleRmse: numbers((row) => row.monopoleRmse),
    dipoleError: numbers((row) => row.dipoleError),
    totalCharge: numbers((row) => row.totalCharge),
    loss: numbers((row) => row.loss),
  };
}
