/** What is in a table, before any number is fitted: columns and their roles, classes, usable rows, splits. */
import { type ColumnReader, openColumns, requireSameRows } from '../../engine/data/columns';
import { type DatasetReader, rememberReads } from '../../engine/data/datasetReader';
import { type GivenSplit, givenSplit } from '../../engine/data/givenSplit';
import { classStrata, quantileStrata, type SplitKind, splitRows } from '../../engine/data/split';
import type { SplitName } from '../../engine/workload';
import { classCoder, classesOf, looksCategorical, MAX_AUTOMATIC_CLASSES, MAX_CLASSES } from './classes';
import type { TabularConfig } from './config';
import { type TableBlock, usableRows } from './data/missing';
import { chooseInputs, chooseRoles } from './data/roles';
import { withWideClasses } from './data/wideIntegers';
import type { Fitted } from './fitted';

export interface TablePlan {
  roles: { inputs: string[]; targets: string[] };
  kind: Fitted['kind'];
  classes: string[];
  inputs: ColumnReader;
  /** null when the data have no targets. */
  targets: ColumnReader | null;
  /** All rows of the data, usable or not. */
  rowCount: number;
  rows: Uint32Array;
  splits: Record<SplitName, Uint32Array>;
  /** All rows in order; targets are class indices where they are classes. The blocks are the caller's. */
  blocks(): AsyncIterable<TableBlock>;
  remarks: { code: string; message: string }[];
}

/**
 * @param known what a checkpoint has fitted; its columns and classes are then used as they are.
 * @param membership whether it matters which rows a split has; how many they are is right either way, and costs no reading.
 */
export async function planTable(
  { dataset, training }: TabularConfig,
  source: DatasetReader,
  known?: Fitted,
  membership = true,
): Promise<TablePlan> {
  // An import has looked at columns, which are samples here.
  const stored = rememberReads(dataset.transpose ? { ...source, facts: undefined } : source);
  const remarks: TablePlan['remarks'] = [];
  const roles = known ?? chosenRoles(dataset, stored, remarks);
  const most = dataset.targetKind === 'classification' || known ? MAX_CLASSES : MAX_AUTOMATIC_CLASSES;
  const isQuantity = (known?.kind ?? dataset.targetKind) === 'regression' || dataset.transpose;
  const data = isQuantity ? stored : await withWideClasses(stored, roles.targets, most);
  const absent = known !== undefined && roles.targets.some((name) => !isPresent(data, name));
  const options = { transpose: dataset.transpose, ...(known && { texts: known.texts }) };
  requireSameRows(
    data.arrays,
    absent ? roles.inputs : [...roles.inputs, ...roles.targets],
    dataset.transpose,
  );
  const inputs = openColumns(data, roles.inputs, options);
  const targets = absent ? null : openColumns(data, roles.targets, { ...options, text: 'codes' });
  const kind = known?.kind ?? (await kindOf(dataset, targets, data, remarks));
  const classes =
    known?.classes ?? (kind === 'classification' && targets ? await classesOf(targets, data) : []);
  const code = targets && kind === 'classification' ? classCoder(targets, classes) : null;
  const blocks = () => zip(inputs, targets, code);

  const rows = isComplete(data, inputs, targets, known)
    ? allRows(inputs.rows)
    : await usableRows(
        blocks(),
        { inputs: inputs.names, targets: targets?.names ?? null, rows: inputs.rows },
        dataset.missing,
      );
  if (rows.length < inputs.rows) {
    const left = inputs.rows - rows.length;
    const message = `${left} of ${inputs.rows} rows have missing values and were left out.`;
    remarks.push({ code: 'missing-values', message });
  }
  const split = membership ? splitOf(dataset, kind, targets !== null) : 'chronological';
  const divide = async (
    own: Uint32Array,
    fractions: { validationFraction: number; testFraction: number },
  ) => {
    const strata =
      split === 'stratified' && targets ? await strataOf(blocks(), inputs.rows, own, kind) : undefined;
    return splitRows(own, { ...fractions, split, seed: training.seed, ...(strata && { strata }) });
  };
  const given = await givenSplit(data, rows, inputs.rows, (name) => inputs.sources.includes(name));
  if (given) remarks.push(given.remark);
  const splits = given ? await completed(given.rows, dataset, divide) : await divide(rows, dataset);
  return {
    roles: { inputs: roles.inputs, targets: roles.targets },
    kind,
    classes,
    inputs,
    targets,
    rowCount: inputs.rows,
    rows,
    splits,
    blocks,
    remarks,
  };
}

/** What the data name no rows for is taken from those for training. */
async function completed(
  { train, validation, test }: GivenSplit['rows'],
  { validationFraction, testFraction }: TabularConfig['dataset'],
  divide: (
    rows: Uint32Array,
    fractions: { validationFraction: number; testFraction: number },
  ) => Promise<Record<SplitName, Uint32Array>>,
): Promise<Record<SplitName, Uint32Array>> {
  const rest = await divide(train ?? new Uint32Array(0), {
    validationFraction: validation ? 0 : validationFraction,
    testFraction: test ? 0 : testFraction,
  });
  return { train: rest.train, validation: validation ?? rest.validation, test: test ?? rest.test };
}

function allRows(count: number): Uint32Array {
  const rows = new Uint32Array(count);
  for (let row = 0; row < count; row++) rows[row] = row;
  return rows;
}

/** Inputs and targets side by side. @param code from a target's value to its class. */
async function* zip(
  inputs: ColumnReader,
  targets: ColumnReader | null,
  code: ((value: number) => number) | null,
): AsyncGenerator<TableBlock> {
  const others = targets?.blocks()[Symbol.asyncIterator]();
  for await (const { start, rows, values } of inputs.blocks()) {
    const other = (await others?.next())?.value?.values ?? null;
    if (other && code) for (let i = 0; i < other.length; i++) other[i] = code(other[i]!);
    yield { start, rows, inputs: values, targets: other };
  }
}

/** Whether an import has seen that no value is missing, so that nobody has to look again. */
function isComplete(
  data: DatasetReader,
  inputs: ColumnReader,
  targets: ColumnReader | null,
  known: Fitted | undefined,
): boolean {
  // Texts and classes that a checkpoint does not know are missing as well.
  if (known && (known.classes.length > 0 || Object.keys(known.texts).length > 0)) return false;
  const isFull = (name: string) => data.facts?.(name)?.missing === 0;
  return [...inputs.sources, ...(targets?.sources ?? [])].every(isFull);
}

function chosenRoles(
  { inputs, targets, transpose }: TabularConfig['dataset'],
  { arrays }: DatasetReader,
  remarks: TablePlan['remarks'],
): { inputs: string[]; targets: string[] } {
  if (inputs.length > 0 && targets.length > 0) return { inputs, targets };
  const known = targets.filter((name) => isPresent({ arrays }, name));
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

function isPresent({ arrays }: Pick<DatasetReader, 'arrays'>, name: string): boolean {
  return arrays.has(name) || arrays.has(name.replace(/\[\d+\]$/, ''));
}

async function kindOf(
  { targetKind }: TabularConfig['dataset'],
  targets: ColumnReader | null,
  data: DatasetReader,
  remarks: TablePlan['remarks'],
): Promise<Fitted['kind']> {
  if (targetKind !== 'auto') return targetKind;
  if (!targets || !(await looksCategorical(targets, data))) return 'regression';
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

/** By the first target. */
async function strataOf(
  blocks: AsyncIterable<TableBlock>,
  rowCount: number,
  rows: Uint32Array,
  kind: Fitted['kind'],
): Promise<Uint32Array> {
  const first = new Float64Array(rowCount);
  for await (const { start, rows: count, targets } of blocks) {
    const width = targets!.length / count;
    for (let row = 0; row < count; row++) first[start + row] = targets![row * width]!;
  }
  return kind === 'classification' ? classStrata(first, rows) : quantileStrata(first, rows);
}
