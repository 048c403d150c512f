/** A model's predictions of a whole table, with what was asked for beside them. */
import { splitOfRows } from '../../engine/training/evaluate';
import type { PredictionOrigin, Watch } from '../engine';
import { type ConformalInterval, conformalInterval, coverage, fewestResiduals } from './conformal';
import { predict, type TabularModel } from './predict';
import { echoedParts, type TableOptions } from './predictionOptions';
import type { PredictionTable } from './predictions';
import type { TabularWorkload } from './workload';

/** A line for each row of the data, those that cannot be predicted among them. */
export async function predictionTable(
  model: TabularModel,
  options: TableOptions,
  origin: PredictionOrigin<TabularWorkload>,
  watch: Watch,
): Promise<PredictionTable> {
  const { output, rowCount, predictable, targets } = model.workload;
  const rows = Uint32Array.from({ length: rowCount }, (_, row) => row);
  const actual = await targets(rows);
  const width = output.kind === 'regression' ? output.targets.length : output.classes.length;
  const reasons = new Map<number, string>();
  for await (const { row, reason } of model.workload.gapReasons()) reasons.set(row, reason);
  const interval =
    options.interval !== null && output.kind === 'regression'
      ? await intervalOf(model, options.interval, origin, watch)
      : null;
  return {
    output,
    rows,
    splits: origin.own ? splitOfRows({ rows, splits: model.workload.splits }) : null,
    predicted: spread(await predict(model, predictable, watch), predictable, rowCount, width),
    actual: actual.every(Number.isNaN) ? null : actual,
    reasons,
    echoed: await model.workload.echo(echoedParts(options)),
    interval,
  };
}

/** From the validation rows of the data that the model was trained on; what the test rows say of it is remarked. */
async function intervalOf(
  model: TabularModel,
  percent: number,
  { own, trained, remark = () => {} }: PredictionOrigin<TabularWorkload>,
  watch: Watch,
): Promise<ConformalInterval | null> {
  const calibrating = own ? model : ((await trained?.()) ?? null);
  if (!calibrating) {
    remark(
      `There are no ${percent} % intervals: they come from the data that the model was trained on, which are not here. Add that file, and predict again.`,
    );
    return null;
  }
  try {
    const { splits, targets } = calibrating.workload;
    const names =
      calibrating.workload.output.kind === 'regression' ? calibrating.workload.output.targets : [];
    const quiet = { ...watch, progress: () => {} };
    const [validation, test] = [splits.validation, splits.test];
    const predicted = await predict(calibrating, validation, quiet);
    const found = conformalInterval(predicted, await targets(validation), names.length, percent);
    if (!found) {
      remark(
        `There are no ${percent} % intervals: they take ${fewestResiduals(percent)} validation rows, and there are ${validation.length}.`,
      );
      return null;
    }
    const source = `The ${percent} % intervals are split conformal, from the residuals of ${validation.length} validation rows`;
    if (test.length === 0) {
      remark(`${source}; without test rows nothing says how often they hold.`);
      return found;
    }
    const held = coverage(await predict(calibrating, test, quiet), await targets(test), found);
    const shares = held.map((share, target) => {
      const text = Number.isNaN(share) ? 'unknown' : `${Math.round(100 * share)} %`;
      return held.length === 1 ? text : `${text} of \`${names[target]}\``;
    });
    remark(`${source}; they hold ${shares.slice(0, MAX_NAMED).join(', ')} of ${test.length} test rows.`);
    return found;
  } finally {
    if (calibrating !== model) calibrating.dispose();
  }
}

/** At most so many targets are named in a remark. */
const MAX_NAMED = 5;

/** What was predicted of some rows at the places of all; NaN at the others. */
function spread(predicted: Float32Array, rows: Uint32Array, rowCount: number, width: number): Float32Array {
  if (rows.length === rowCount) return predicted;
  const all = new Float32Array(rowCount * width).fill(Number.NaN);
  rows.forEach((row, i) => {
    all.set(predicted.subarray(i * width, (i + 1) * width), row * width);
  });
  return all;
}
