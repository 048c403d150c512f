/** Remarks about the quality of predicted charges, from an epoch's metrics. The thresholds are DCMNet's rules of thumb. */
import type { EpochRow, RunWarning } from '../../../protocol/events';

/** Looks at the validation molecules, or at the training ones where there are no others. */
export function moleculeWarnings({
  train,
  validation,
}: Pick<EpochRow, 'train' | 'validation'>): RunWarning[] {
  const metrics = validation ?? train;
  // NaN, for what the data have no reference for, fails every comparison below.
  const metric = (name: string) => metrics[name] ?? Number.NaN;
  const [r2, ratio, bias] = [metric('esp_r2_masked'), metric('std_ratio'), metric('bias_relative')];
  const masked = metric('esp_mask_fraction');
  const percent = `${(100 * masked).toFixed(0)} %`;
  const collapsed = r2 < -0.5 && ratio < 0.1;
  const found: [holds: boolean, code: string, message: string][] = [
    [
      collapsed,
      'model-collapse',
      `R² of the potential is ${r2.toFixed(2)} and predictions hardly vary: the model has collapsed.`,
    ],
    [
      !collapsed && r2 < -5,
      'very-negative-r2',
      `R² of the potential is ${r2.toFixed(2)}: far worse than its mean.`,
    ],
    [
      !collapsed && r2 < 0 && r2 >= -5,
      'negative-r2',
      `R² of the potential is ${r2.toFixed(2)}: predicting its mean would do better.`,
    ],
    [
      metric('esp_rmse') > 0.1,
      'large-esp-error',
      `The RMSE of the potential is ${metric('esp_rmse_kcal').toFixed(1)} (kcal/mol)/e, above 63: look at its units.`,
    ],
    [
      metric('mono_rmse') > 0.2,
      'large-monopole-error',
      `The RMSE of the monopoles is ${metric('mono_rmse').toFixed(2)} e, above 0.2.`,
    ],
    [masked < 0.1, 'few-points', `Only ${percent} of the points count: look at the mask of the grid.`],
    [
      masked > 0.95 && masked < 1,
      'many-points',
      `${percent} of the points count: the mask leaves nearly none out.`,
    ],
    [
      !collapsed && ratio < 0.1,
      'scale-collapse',
      `Predicted potentials vary ${ratio.toFixed(3)} times as much as the reference: almost not at all.`,
    ],
    [
      (ratio >= 0.1 && ratio < 0.5) || ratio > 2,
      'scale-mismatch',
      `Predicted potentials vary ${ratio.toFixed(2)} times as much as the reference.`,
    ],
    [
      Math.abs(bias) > 0.5,
      'systematic-bias',
      `Predicted potentials are off by ${bias.toFixed(2)} standard deviations on average.`,
    ],
  ];
  return found.flatMap(([holds, code, message]) => (holds ? [{ code, message }] : []));
}
