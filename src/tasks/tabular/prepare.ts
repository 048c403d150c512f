/** From a dataset to the numbers that the network sees: scaling fitted on the training rows, and rows as it takes them. */
import { type ColumnFit, createColumnFit } from '../../engine/data/columnFit';
import type { DatasetReader } from '../../engine/data/datasetReader';
import { meanAndStd } from '../../engine/data/moments';
import { applyScaling, fitScaling, type ScalingKind, withoutScaling } from '../../engine/data/scaling';
import { fitBaselines } from './baselines/fitBaselines';
import type { TabularConfig } from './config';
import { fills, fitImputation, impute } from './data/missing';
import {
  constantInTraining,
  copiesOfTarget,
  flatQuartiles,
  requireComputable,
  sortedByTarget,
  type TableCheck,
} from './data/tableChecks';
import type { Fitted } from './fitted';
import { planTable, type TablePlan } from './plan';

export interface TabularData
  extends Pick<TablePlan, 'rows' | 'predictable' | 'splits' | 'remarks' | 'rowCount'> {
  fitted: Fitted;
  /** Inputs as the data have them, each with the columns that the network sees of it: one of text has several. */
  sources: { name: string; columns: number[] }[];
  hasTargets: boolean;
  /** Why each row that cannot be predicted cannot be, as a clause: "`age` is empty"; in order, without the others. */
  gapReasons(): AsyncIterable<{ row: number; reason: string }>;
  /** Of the training rows: means of the targets in their units, or how many rows each class has. */
  training: { means: number[]; classCounts: number[] };
  /** All rows in order, as often as asked for. */
  blocks(): AsyncIterable<PreparedBlock>;
}

export interface PreparedBlock {
  start: number;
  rows: number;
  /** Scaled, [rows × inputs]; rows that are not usable hold zeros for what is missing. */
  inputs: Float32Array;
  /** In the data's units, [rows × targets], or [rows] class indices; NaN where missing; null when the data have none. */
  targets: Float64Array | null;
  /** `targets`, scaled, zeros for what is missing. */
  scaledTargets: Float32Array | null;
}

/** @param known what a checkpoint has fitted; its columns and scaling are then used as they are. */
export async function prepareTabular(
  config: TabularConfig,
  data: DatasetReader,
  known?: Fitted,
): Promise<TabularData> {
  const plan = await planTable(config, data, known);
  const { inputs, targets, kind, classes, rows, splits, remarks } = plan;
  const { dataset } = config;
  const fitRows = dataset.fitScalingOn === 'train' ? splits.train : rows;
  const targetScalingKind = kind === 'regression' ? dataset.targetScaling : 'none';
  const fits = await fitTable(plan, { fitRows, policy: dataset.missing, known }, [
    dataset.inputScaling,
    targetScalingKind,
  ]);
  remarks.push(...fits.remarks);
  if (fits.sampled !== null) {
    const message = `Medians and quartiles come from ${fits.sampled} of ${fitRows.length} rows.`;
    remarks.push({ code: 'sampled', message });
  }
  const fitted: Fitted = {
    kind,
    ...plan.roles,
    inputColumns: inputs.names,
    targetColumns: known?.targetColumns ?? targets?.names ?? [],
    texts: known?.texts ?? { ...inputs.texts, ...targets?.texts },
    classes,
    imputation: known ? known.imputation : fits.imputation,
    inputScaling: known?.inputScaling ?? fitScaling(dataset.inputScaling, fits.inputs!),
    targetScaling:
      known?.targetScaling ??
      (targetScalingKind === 'none'
        ? withoutScaling(targets!.names.length)
        : fitScaling(targetScalingKind, fits.targets!)),
    metricUnits: known?.metricUnits ?? dataset.metricUnits,
    baselines: known?.baselines ?? null,
  };
  if (fits.inputs) requireComputable(inputs.names, fits.inputs, fitted.inputScaling);
  if (fits.targets && kind === 'regression')
    requireComputable(fitted.targetColumns, fits.targets, fitted.targetScaling);
  if (!known && targets) {
    const blocks = () => preparedBlocks(plan, fitted);
    const columns = { inputs: inputs.names.length, targets: targets.names.length, classes: classes.length };
    fitted.baselines = await fitBaselines({
      ...columns,
      ...fits.training,
      splits,
      blocks,
      seed: config.training.seed,
    });
  }
  return {
    fitted,
    sources: inputs.sources.map((name, source) => ({
      name,
      columns: [...inputs.sourceOf.keys()].filter((column) => inputs.sourceOf[column] === source),
    })),
    rows,
    splits,
    remarks,
    rowCount: plan.rowCount,
    predictable: plan.predictable,
    gapReasons: () => gapReasons(plan),
    hasTargets: targets !== null,
    training: fits.training,
    blocks: () => preparedBlocks(plan, fitted),
  };
}

async function* gapReasons({
  inputs,
  predictable,
  blocks,
}: TablePlan): AsyncGenerator<{ row: number; reason: string }> {
  if (predictable.length === inputs.rows) return;
  const width = inputs.names.length;
  // Those of one text lack it together.
  const firstColumns = inputs.sources.map((_, source) => inputs.sourceOf.indexOf(source));
  let next = 0;
  for await (const { start, rows, inputs: values } of blocks()) {
    for (let row = start; row < start + rows; row++) {
      if (predictable[next] === row) {
        next++;
        continue;
      }
      const own = values.subarray((row - start) * width, (row - start + 1) * width);
      const reasons: string[] = [];
      for (const column of firstColumns) {
        if (Number.isNaN(own[column])) reasons.push(await inputs.gapReason(row, column));
      }
      yield { row, reason: reasons.join(' and ') };
    }
  }
}

async function* preparedBlocks(plan: TablePlan, fitted: Fitted): AsyncGenerator<PreparedBlock> {
  const { imputation, inputScaling, targetScaling } = fitted;
  for await (const { start, rows, inputs, targets } of plan.blocks()) {
    if (imputation) impute(inputs, imputation);
    yield {
      start,
      rows,
      inputs: withoutGaps(applyScaling(inputScaling, inputs)),
      targets,
      scaledTargets: targets && withoutGaps(applyScaling(targetScaling, targets)),
    };
  }
}

interface TableFits {
  /** null where a checkpoint has the scaling. */
  inputs: ColumnFit | null;
  targets: ColumnFit | null;
  imputation: number[] | null;
  /** Rows that medians and quartiles come from, where these are not all. */
  sampled: number | null;
  /** What the values say against training on them as they are. */
  remarks: TablePlan['remarks'];
  training: TabularData['training'];
}

/** One pass over the data, two where gaps are filled before the scaling is fitted. */
async function fitTable(
  plan: TablePlan,
  {
    fitRows,
    policy,
    known,
  }: { fitRows: Uint32Array; policy: TabularConfig['dataset']['missing']; known?: Fitted },
  [inputKind, targetKind]: [ScalingKind, ScalingKind],
): Promise<TableFits> {
  const { inputs, targets, classes, splits } = plan;
  const width = inputs.names.length;
  const quantiles = inputKind === 'medianIqr' || policy === 'median';
  const inputFit = known ? null : createColumnFit(width, fitRows, quantiles);
  const targetFit =
    known || !targets ? null : createColumnFit(targets.names.length, fitRows, targetKind === 'medianIqr');
  const trained = targets ? createColumnFit(targets.names.length, splits.train, false) : null;
  const classCounts = new Array<number>(classes.length).fill(0);
  const checks = known ? [] : checksOf(plan);
  let next = 0;
  for await (const block of plan.blocks()) {
    for (const check of checks) check.add(block);
    const { start, rows } = block;
    inputFit?.add({ start, rows, values: block.inputs });
    if (!block.targets) continue;
    const own = { start, rows, values: block.targets };
    targetFit?.add(own);
    trained?.add(own);
    for (; classes.length > 0 && next < splits.train.length && splits.train[next]! < start + rows; next++) {
      classCounts[block.targets[splits.train[next]! - start]!]! += 1;
    }
  }
  const found = inputFit?.finish() ?? null;
  const targetsFound = targetFit?.finish() ?? null;
  const imputation =
    found && fills(policy) ? fitImputation(inputs.names, found, fitRows.length, policy) : null;
  const hasGaps = found?.moments.count.some((count) => count < fitRows.length) ?? false;
  const training = trained?.finish();
  const moments = training?.moments;
  const remarks = checks.flatMap((check) => check.remarks());
  if (!known && targets && training && classes.length === 0) {
    remarks.push(...constantInTraining(targets.names, training));
    if (targetKind === 'medianIqr') remarks.push(...flatQuartiles(targets.names, targetsFound));
  }
  return {
    inputs: imputation && hasGaps ? await fitFilled(plan, fitRows, imputation, inputKind) : found,
    targets: targetsFound,
    imputation,
    sampled: found?.sampled ?? targetsFound?.sampled ?? null,
    remarks: [...remarks, ...(known ? [] : absentClasses(classes, classCounts))],
    training: {
      means: Array.from(moments?.count ?? [], (_, column) => meanAndStd(moments!, column).mean),
      classCounts,
    },
  };
}

function checksOf({ inputs, targets, classes, rows, splits, isChronological }: TablePlan): TableCheck[] {
  if (!targets) return [];
  // A class of numbers as it stands in the data; that of a text is in none of the inputs.
  const inData = (target: number) =>
    classes.length === 0 ? target : targets.categories[0] ? Number.NaN : Number(classes[target]);
  return [
    copiesOfTarget(inputs.names, targets.names, rows, inData),
    ...(isChronological ? [sortedByTarget(targets.names, { rows, train: splits.train })] : []),
  ];
}

function absentClasses(classes: readonly string[], counts: readonly number[]): TablePlan['remarks'] {
  const absent = classes.filter((_, code) => counts[code] === 0);
  if (absent.length === 0) return [];
  const named = `${absent.slice(0, 5).join(', ')}${absent.length > 5 ? ', …' : ''}`;
  const message = `No row that is trained on is of the class ${named}. Set dataset.split to stratified.`;
  return [{ code: 'class-not-trained', message }];
}

async function fitFilled(
  plan: TablePlan,
  fitRows: Uint32Array,
  imputation: readonly number[],
  kind: ScalingKind,
): Promise<ColumnFit> {
  const fit = createColumnFit(plan.inputs.names.length, fitRows, kind === 'medianIqr');
  for await (const { start, rows, inputs } of plan.blocks()) {
    impute(inputs, imputation);
    fit.add({ start, rows, values: inputs });
  }
  return fit.finish();
}

/** Missing values become zeros: their rows are never used, but the device sees the whole array. */
function withoutGaps(values: Float32Array): Float32Array {
  for (let i = 0; i < values.length; i++) if (Number.isNaN(values[i])) values[i] = 0;
  return values;
}
