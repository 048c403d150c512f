/** What regressions and classifications measure, in the order of the statistics table. Loaded by the page, too. */
import type { MetricInfo } from '../../../protocol/metrics';

/** Of predictions and targets, to be compared with each other. */
const distribution = { better: null, of: 'both', group: 'distribution' } as const;

/** All are means over the targets. */
export const regressionMetricInfos: MetricInfo[] = [
  { name: 'loss', title: 'loss', better: 'min', of: 'both' },
  { name: 'mse', title: 'MSE', better: 'min', of: 'both' },
  { name: 'mae', title: 'MAE', better: 'min', of: 'both' },
  { name: 'rmse', title: 'RMSE', better: 'min', of: 'both' },
  { name: 'r2', title: 'R²', better: 'max', of: 'both' },
  { name: 'correlation', title: 'correlation', better: 'max', of: 'both' },
  { name: 'prediction_mean', title: 'prediction mean', ...distribution },
  { name: 'prediction_std', title: 'prediction SD', ...distribution },
  { name: 'target_mean', title: 'target mean', ...distribution },
  { name: 'target_std', title: 'target SD', ...distribution },
];

export const classificationMetricInfos: MetricInfo[] = [
  { name: 'loss', title: 'loss', better: 'min', of: 'both' },
  { name: 'log_loss', title: 'log loss', better: 'min', of: 'both' },
  { name: 'accuracy', title: 'accuracy', better: 'max', of: 'both' },
];
