/** The statistics of a dataset in words, for the log. */
import { elementSymbols } from '../../../formats/elements';
import type { MoleculesConfig } from '../config';
import { kcalPerHartree } from '../units';
import type { MoleculeStatistics, Spread } from './statistics';

/** @param config of the run that is about to begin. */
export function statisticsLines(
  statistics: MoleculeStatistics,
  { loss, model, training }: MoleculesConfig,
): string[] {
  const { centreDistance, molecules, gridsRead, atoms, elements, points, monopoles, potential } = statistics;
  const symbols = elements.map(
    ({ atomicNumber, atoms }) => `${elementSymbols[atomicNumber]} ${whole(atoms)}`,
  );
  const of = gridsRead < molecules ? ` (of the first ${whole(gridsRead)} molecules)` : '';
  const kcal = potential && {
    mean: potential.mean * kcalPerHartree,
    std: potential.std * kcalPerHartree,
    min: potential.min * kcalPerHartree,
    max: potential.max * kcalPerHartree,
  };
  return [
    `Data: ${whole(molecules)} molecules of ${range(atoms, 'atoms')}; ${symbols.join(', ')}`,
    ...(points
      ? [
          `Grid: ${range(points, 'points')}; ${whole(statistics.close)} molecules have points within ${statistics.closeDistance.toFixed(2)} Å of an atom${of}`,
          ...(centreDistance === null
            ? []
            : [
                `Grid: its middle is ${centreDistance.toFixed(2)} Å from that of the atoms (first molecules)`,
              ]),
        ]
      : []),
    ...(monopoles ? [`Monopoles: ${spread(monopoles, 'e')}`] : []),
    ...(potential && kcal
      ? [`ESP: ${spread(potential, 'Ha/e')}${of}`, `ESP: ${spread(kcal, '(kcal/mol)/e')}${of}`]
      : []),
    `Weights: ESP ${loss.espWeight}, monopoles ${loss.monopoleWeight}, charge conservation ${loss.chargeConservationWeight}, dipole ${loss.dipoleWeight}; learning rate ${training.learningRate}; ${model.nDcm} charges an atom`,
  ];
}

const whole = (value: number) => value.toLocaleString('en-US');

function range({ min, max, mean }: Spread, what: string): string {
  return min === max
    ? `${whole(min)} ${what}`
    : `${whole(min)} to ${whole(max)} ${what} (mean ${mean.toFixed(1)})`;
}

function spread({ mean, std, min, max }: Spread, unit: string): string {
  const [a, b, c, d] = [mean, std, min, max].map((value) => value.toPrecision(4));
  return `mean ${a}, SD ${b}, min ${c}, max ${d} ${unit}`;
}
