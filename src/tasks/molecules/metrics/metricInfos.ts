/** What charges of molecules are measured by, as the statistics table lists it. Loaded by the page, too. */
import { lossPartsGroup, type MetricInfo } from '../../../protocol/metrics';
import type { Known } from '../data/arrays';

const potential = '(kcal/mol)/e';
const atomicPotential = 'Ha/e';

export function moleculeMetricInfos(known: Known): MetricInfo[] {
  const parts: [name: string, title: string, needs: boolean][] = [
    ['esp_loss', 'ESP loss', known.potential],
    ['mono_loss', 'monopole loss', known.monopoles],
    ['charge_conservation_loss', 'charge conservation loss', true],
    ['dipole_loss', 'dipole loss', known.dipole],
  ];
  const own = parts.filter(([, , needs]) => needs);
  return [
    error('loss', 'loss'),
    ...own.map(([name, title]) => error(name, title)),
    ...own.map(([name, title]) => ({
      ...error(`${name}_weighted`, `${title}, weighted`),
      group: lossPartsGroup,
    })),
    ...(known.monopoles
      ? [error('mono_mae', 'monopole MAE', 'e'), error('mono_rmse', 'monopole RMSE', 'e')]
      : []),
    ...(known.potential ? potentialInfos() : []),
    ...(known.dipole ? [error('dipole_mae_debye', 'dipole MAE', 'D')] : []),
    ...['mean', 'std', 'min', 'max'].map((line) => ({
      ...value(`mono_${line}`, `monopole ${line === 'std' ? 'SD' : line}`, 'e'),
      ...(line !== 'std' && { signed: true }),
      block: { title: 'Monopole Prediction Statistics', line, only: line === 'min' || line === 'max' },
    })),
  ];
}

function potentialInfos(): MetricInfo[] {
  return [
    error('esp_mae', 'ESP MAE', atomicPotential),
    error('esp_mae_kcal', 'ESP MAE', potential),
    error('esp_rmse', 'ESP RMSE', atomicPotential),
    error('esp_rmse_kcal', 'ESP RMSE', potential),
    signed(value('esp_pred_mean', 'predicted ESP mean', atomicPotential)),
    value('esp_pred_std', 'predicted ESP SD', atomicPotential),
    signed(value('esp_error_mean', 'ESP error mean', atomicPotential)),
    error('esp_error_std', 'ESP error SD', atomicPotential),
    { name: 'esp_r2_masked', title: 'R² of the ESP', better: 'max', of: 'both', signed: true },
    value('esp_mask_fraction', 'fraction of points that count'),
    signed(value('bias_relative', 'ESP bias / SD')),
    value('std_ratio', 'predicted / reference ESP SD'),
  ];
}

function error(name: string, title: string, unit?: string): MetricInfo {
  return { name, title, better: 'min', of: 'both', ...(unit !== undefined && { unit }) };
}

function signed(info: MetricInfo): MetricInfo {
  return { ...info, signed: true };
}

function value(name: string, title: string, unit?: string): MetricInfo {
  return { ...error(name, title, unit), better: null };
}
