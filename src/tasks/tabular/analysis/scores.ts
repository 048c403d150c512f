/** How good predictions of rows are, as few numbers; of all rows, or of rows drawn from them with repetition. */
import type { Measure } from '../../../protocol/comparison';
import type { TableOutput } from '../head';

/** What is compared: [rows × targets] in the data's units, or [rows × classes] probabilities; and the truth. */
export interface Scored {
  output: TableOutput;
  predicted: ArrayLike<number>;
  /** [rows × targets], or [rows] class indices. */
  actual: ArrayLike<number>;
}

/** The first one is what models are compared by. Errors in the units of a target mean nothing where there are several. */
export function measuresOf(output: TableOutput): Measure[] {
  if (output.kind === 'classification') {
    return [
      { name: 'accuracy', title: 'accuracy', better: 'max' },
      { name: 'f1', title: 'mean F1 of the classes', better: 'max' },
      { name: 'log_loss', title: 'log loss', better: 'min' },
    ];
  }
  const r2: Measure = { name: 'r2', title: 'R²', better: 'max' };
  const [target] = output.targets;
  if (output.targets.length !== 1) return [{ ...r2, title: 'mean R² of the targets' }];
  return [
    r2,
    { name: 'rmse', title: 'RMSE', unit: `in units of ${target}`, better: 'min' },
    { name: 'mae', title: 'MAE', unit: `in units of ${target}`, better: 'min' },
  ];
}

/** In the order of `measuresOf`; NaN where one is not defined, as R² of a constant. */
export function scoresOf(scored: Scored, rows: ArrayLike<number>): number[] {
  return scored.output.kind === 'regression'
    ? regressionScores(scored, scored.output.targets.length, rows)
    : classScores(scored, scored.output.classes.length, rows);
}

/** The first of `scoresOf` alone. */
export function mainScore(scored: Scored, rows: ArrayLike<number>): number {
  const { output, predicted, actual } = scored;
  if (output.kind === 'regression') return regressionScores(scored, output.targets.length, rows)[0]!;
  const classes = output.classes.length;
  let right = 0;
  for (let i = 0; i < rows.length; i++) {
    if (likeliest(predicted, rows[i]!, classes) === actual[rows[i]!]) right++;
  }
  return right / rows.length;
}

function regressionScores({ predicted, actual }: Scored, targets: number, rows: ArrayLike<number>): number[] {
  const count = rows.length;
  const r2: number[] = [];
  let [mse, mae] = [0, 0];
  for (let t = 0; t < targets; t++) {
    let mean = 0;
    for (let i = 0; i < count; i++) mean += actual[rows[i]! * targets + t]! / count;
    let [squares, absolute, spread] = [0, 0, 0];
    for (let i = 0; i < count; i++) {
      const at = rows[i]! * targets + t;
      const error = predicted[at]! - actual[at]!;
      squares += error * error;
      absolute += Math.abs(error);
      spread += (actual[at]! - mean) ** 2;
    }
    // What rounding leaves of a constant is no spread.
    if (spread > 1e-24 * count * mean * mean) r2.push(1 - squares / spread);
    mse += squares / count / targets;
    mae += absolute / count / targets;
  }
  const mean = r2.reduce((sum, value) => sum + value, 0) / r2.length;
  return targets === 1 ? [mean, Math.sqrt(mse), mae] : [mean];
}

/** F1 over the classes that occur in truth or prediction, as scikit-learn's macro average. */
function classScores({ predicted, actual }: Scored, classes: number, rows: ArrayLike<number>): number[] {
  const [hits, support, guesses] = [0, 0, 0].map(() => new Float64Array(classes)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  let logLoss = 0;
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    const label = actual[row]!;
    const guess = likeliest(predicted, row, classes);
    support[label]! += 1;
    guesses[guess]! += 1;
    if (guess === label) hits[label]! += 1;
    // A float32 probability of zero is one below its smallest.
    logLoss -= Math.log(Math.max(predicted[row * classes + label]!, 1e-15)) / rows.length;
  }
  const f1 = [...support.keys()]
    .filter((c) => support[c]! + guesses[c]! > 0)
    .map((c) => (2 * hits[c]!) / (support[c]! + guesses[c]!));
  const accuracy = hits.reduce((sum, value) => sum + value, 0) / rows.length;
  return [accuracy, f1.reduce((sum, value) => sum + value, 0) / f1.length, logLoss];
}

/** The class of the highest probability; the first of equals. */
export function likeliest(predicted: ArrayLike<number>, row: number, classes: number): number {
  let best = 0;
  for (let c = 1; c < classes; c++) {
    if (predicted[row * classes + c]! > predicted[row * classes + best]!) best = c;
  }
  return best;
}
