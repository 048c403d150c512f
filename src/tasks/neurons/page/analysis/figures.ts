/** The numbers by which checkpoints of a model of neurons are compared. Pure. */
import type { Figure } from '../../../page';
import type { NeuronsAnalysis } from '../../analysis/neuronsAnalysis';

export function neuronFigures(analysis: NeuronsAnalysis): Figure[] {
  const { bps, correlation, meanCorrelation, normalisedCorrelation, loss, units } = analysis;
  const known = (value: number) => (Number.isNaN(value) ? null : value);
  const bits = units
    .map(({ bitsPerSpike }) => bitsPerSpike)
    .filter(Number.isFinite)
    .sort((a, b) => a - b);
  return [
    { name: 'bps', title: 'bits per spike', better: 'max', value: known(bps) },
    {
      ...{ name: 'worst_bps', title: 'bits per spike of the worst unit', better: 'max' },
      value: bits[0] ?? null,
    },
    { name: 'correlation', title: 'correlation', better: 'max', value: known(correlation) },
    {
      ...{ name: 'repeat_correlation', title: 'correlation to the mean of repeats', better: 'max' },
      value: known(meanCorrelation),
    },
    { name: 'ccnorm', title: 'normalised correlation', better: 'max', value: known(normalisedCorrelation) },
    { name: 'poisson_loss', title: 'Poisson loss', better: 'min', value: known(loss) },
  ];
}
