/** From named arrays to the numbers that the network sees: columns, usable rows, splits, scaling. On the host. */

import { type ColumnTable, requireSameRows, selectColumns } from '../../engine/data/columns';
import { applyScaling, fitScaling } from '../../engine/data/scaling';
import { classStrata, quantileStrata, type SplitKind, splitRows } from '../../engine/data/split';
import type { SplitName } from '../../engine/workload';
import type { ArraySet } from '../../formats/arrays';
import { classCodes, classesOf, looksCategorical } from './classes';
import type { TabularConfig } from './config';
import { fills, fitImputation, impute, usableRows } from './data/missing';
import { chooseInputs, chooseRoles } from './data/roles';
import type { Fitted } from './fitted';

export interface TabularData {
  fitted: Fitted;
  rows: Uint32Array;
  splits: Record<SplitName, Uint32Array>;
  /** Scaled, [all rows × inputs]; rows that are not usable hold zeros. */
  inputs: Float32Array;
  /** In the data's units, [all rows × targets], or [all rows] class indices; null when the data have no targets. */
  targets: Float64Array | null;
  /** `targets`, scaled. */
  scaledTargets: Float32Array | null;
  remarks: { code: string; message: string }[];
}

/** @param known what a checkpoint has fitted; its columns and scaling are then used as they are. */
export function prepareTabular(config: TabularConfig, arrays: ArraySet, known?: Fitted): TabularData {
  const { dataset, training } = config;
  const remarks: TabularData['remarks'] = [];
  const roles = known ?? chosenRoles(dataset, arrays, remarks);
  const absent = known !== undefined && roles.targets.some((name) => !isPresent(arrays, name));
  const options = { transpose: dataset.transpose, ...(known && { texts: known.texts }) };
  requireSameRows(arrays, absent ? roles.inputs : [...roles.inputs, ...roles.targets], dataset.transpose);
  const inputTable = selectColumns(arrays, roles.inputs, options);
  const targetTable = absent ? null : selectColumns(arrays, roles.targets, { ...options, text: 'codes' });

  const kind = known?.kind ?? kindOf(dataset, targetTable, remarks);
  const classes = known?.classes ?? (kind === 'classification' && targetTable ? classesOf(targetTable) : []);
  const codes = targetTable && kind === 'classification' ? classCodes(targetTable, classes) : null;
  const coded = targetTable && codes ? { ...targetTable, values: codes } : targetTable;
  const rows = usableRows(inputTable, coded, dataset.missing);
  if (rows.length < inputTable.rows) {
    const left = inputTable.rows - rows.length;
    const message = `${left} of ${inputTable.rows} rows have missing values and were left out.`;
    remarks.push({ code: 'missing-values', message });
  }
  const split = splitOf(dataset, kind, coded !== null);
  const strata = split === 'stratified' && coded ? strataOf(coded, rows, kind) : undefined;
  const splits = splitRows(rows, { ...dataset, split, seed: training.seed, ...(strata && { strata }) });
  const fitRows = dataset.fitScalingOn === 'train' ? splits.train : rows;

  const policy = dataset.missing;
  const imputation = known
    ? known.imputation
    : fills(policy)
      ? fitImputation(inputTable, fitRows, policy)
      : null;
  const { names, values } = imputation ? impute(inputTable, imputation) : inputTable;
  const inputScaling = known?.inputScaling ?? fitScaling(dataset.inputScaling, values, fitRows, names.length);
  const targetColumns = known?.targetColumns ?? coded?.names ?? [];
  const targetScaling =
    known?.targetScaling ??
    fitScaling(
      kind === 'regression' ? dataset.targetScaling : 'none',
      coded!.values,
      fitRows,
      targetColumns.length,
    );
  return {
    fitted: {
      kind,
      inputs: roles.inputs,
      targets: roles.targets,
      inputColumns: names,
      targetColumns,
      texts: known?.texts ?? { ...inputTable.texts, ...targetTable?.texts },
      classes,
      imputation,
      inputScaling,
      targetScaling,
    },
    rows,
    splits,
    inputs: withoutGaps(applyScaling(inputScaling, values)),
    targets: coded?.values ?? null,
    scaledTargets: coded ? withoutGaps(applyScaling(targetScaling, coded.values)) : null,
    remarks,
  };
}

function chosenRoles(
  { inputs, targets, transpose }: TabularConfig['dataset'],
  arrays: ArraySet,
  remarks: TabularData['remarks'],
): { inputs: string[]; targets: string[] } {
  if (inputs.length > 0 && targets.length > 0) return { inputs, targets };
  const known = targets.filter((name) => isPresent(arrays, name));
  // Names that do not exist are left for the selection to complain about.
  if (known.length < targets.length) return { inputs: [], targets };
  const { leftOut, ...roles } =
    targets.length > 0
      ? chooseInputs(arrays.values(), targets, transpose)
      : chooseRoles(arrays.values(), transpose);
  for (const { name, reason } of leftOut) {
    remarks.push({ code: 'column-left-out', message: `Column \`${name}\` was left out: ${reason}.` });
  }
  return { inputs: inputs.length > 0 ? inputs : roles.inputs, targets: roles.targets };
}

function isPresent(arrays: ArraySet, name: string): boolean {
  return arrays.has(name) || arrays.has(name.replace(/\[\d+\]$/, ''));
}

function kindOf(
  { targetKind }: TabularConfig['dataset'],
  targets: ColumnTable | null,
  remarks: TabularData['remarks'],
): Fitted['kind'] {
  if (targetKind !== 'auto') return targetKind;
  if (!targets || !looksCategorical(targets)) return 'regression';
  if (!targets.categories[0]) {
    const message =
      `Target \`${targets.names[0]}\` has few different whole numbers and is taken for a class; ` +
      'set dataset.targetKind to regression if it is a quantity.';
    remarks.push({ code: 'taken-for-class', message });
  }
  return 'classification';
}

/** Strata need targets; data without them are split for the sake of form. */
function splitOf({ split }: TabularConfig['dataset'], kind: Fitted['kind'], hasTargets: boolean): SplitKind {
  const chosen = split === 'auto' ? (kind === 'classification' ? 'stratified' : 'chronological') : split;
  return chosen === 'stratified' && !hasTargets ? 'random' : chosen;
}

function strataOf({ values, names }: ColumnTable, rows: Uint32Array, kind: Fitted['kind']): Uint32Array {
  if (kind === 'classification') return classStrata(values, rows);
  return quantileStrata(
    values.filter((_, index) => index % names.length === 0),
    rows,
  );
}

/** Missing values become zeros: their rows are never used, but the device sees the whole array. */
function withoutGaps(values: Float32Array): Float32Array {
  return values.map((value) => (Number.isNaN(value) ? 0 : value));
}
