/** What is in a table, before any number is fitted: columns and their roles, classes, usable rows, splits. */
import { type ColumnReader, openColumns, requireSameRows } from '../../engine/data/columns';
import { type DatasetReader, rememberReads } from '../../engine/data/datasetReader';
import { type GivenSplit, givenSplit } from '../../engine/data/givenSplit';
import { classStrata, foldRows, quantileStrata, type SplitKind, splitRows } from '../../engine/data/split';
import { isColumnTable, transposeTable } from '../../engine/data/transposedTable';
import type { SplitName } from '../../engine/workload';
import { AnnealError } from '../../protocol/errors';
import {
  classCoder,
  classesOf,
  looksCategorical,
  MAX_AUTOMATIC_CLASSES,
  MAX_CLASSES,
  requireVaried,
} from './classes';
import type { TabularConfig } from './config';
import { unfitColumns } from './data/identifiers';
import { type RowUse, requireRows, rowUse, type TableBlock } from './data/missing';
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
  /** With all that training and comparing take. */
  rows: Uint32Array;
  /** Those that can be predicted: with or without their target. */
  predictable: Uint32Array;
  splits: Record<SplitName, Uint32Array>;
  /** The first rows are the test part, the next ones validation. */
  isChronological: boolean;
  /** All rows in order; targets are class indices where they are classes. The blocks are the caller's. */
  blocks(): AsyncIterable<TableBlock>;
  remarks: { code: string; message: string }[];
}

/**
 * @param known what a checkpoint has fitted; its columns and classes are then used as they are.
 * @param membership whether it matters which rows a split has; how many they are is right either way, and costs no reading.
 */
export async function planTable(
  { dataset: asked, training }: TabularConfig,
  source: DatasetReader,
  known?: Fitted,
  membership = true,
): Promise<TablePlan> {
  const remarks: TablePlan['remarks'] = [];
  const isTurned = asked.transpose && isColumnTable(source.arrays.values());
  const whole = isTurned ? await turned(source, remarks) : source;
  const dataset = isTurned ? { ...asked, transpose: false } : asked;
  // An import has looked at columns, which are samples here.
  const stored = rememberReads(dataset.transpose ? { ...whole, facts: undefined } : whole);
  const roles = known ?? (await chosenRoles(dataset, stored, remarks));
  const most = dataset.targetKind === 'classification' || known ? MAX_CLASSES : MAX_AUTOMATIC_CLASSES;
  const isQuantity = (known?.kind ?? dataset.targetKind) === 'regression' || dataset.transpose;
  const data = isQuantity ? stored : await withWideClasses(stored, roles.targets, most);
  const table = await usableTable(dataset, data, roles, known, remarks);
  const { inputs, targets, kind, classes, use, blocks } = table;
  const { rows } = use;
  const split = membership ? splitOf(dataset, kind, targets !== null) : 'chronological';
  const divide: Divide = async (own, fractions) => {
    if (known && own.length === 0) return { train: own, validation: own, test: own };
    const strata =
      split === 'stratified' && targets ? await strataOf(blocks(), inputs.rows, own, kind) : undefined;
    const options = { ...fractions, split, seed: training.seed, ...(strata && { strata }) };
    const { folds, fold } = dataset;
    return folds === null ? splitRows(own, options) : foldRows(own, { ...options, folds, fold });
  };
  // Folds test every row once, whatever the data divide them into.
  const given =
    dataset.folds === null
      ? await givenSplit(data, rows, inputs.rows, (name) => inputs.sources.includes(name))
      : null;
  if (given) remarks.push(given.remark);
  const splits = given ? await completed(given.rows, dataset, divide) : await divide(rows, dataset);
  if (!known && dataset.testFraction > 0 && splits.test.length === 0) remarks.push(noTestPart(rows.length));
  return {
    roles: { inputs: table.roles.inputs, targets: roles.targets },
    kind,
    classes,
    inputs,
    targets,
    rowCount: inputs.rows,
    rows,
    predictable: use.predictable,
    splits,
    isChronological: split === 'chronological' && given === null,
    blocks,
    remarks,
  };
}

function noTestPart(rows: number): TablePlan['remarks'][number] {
  const message =
    `Of ${rows} rows none is left for a test: the results stand on the rows that chose the checkpoint. ` +
    'Check with folds, which test every row once, or raise dataset.testFraction.';
  return { code: 'no-test-part', message };
}

type Divide = (
  rows: Uint32Array,
  fractions: Pick<TabularConfig['dataset'], 'validationFraction' | 'testFraction'>,
) => Promise<Record<SplitName, Uint32Array>>;

/** What the data name no rows for is taken from those for training. */
async function completed(
  { train, validation, test }: GivenSplit['rows'],
  { validationFraction, testFraction }: TabularConfig['dataset'],
  divide: Divide,
): Promise<Record<SplitName, Uint32Array>> {
  const rest = await divide(train ?? new Uint32Array(0), {
    validationFraction: validation ? 0 : validationFraction,
    testFraction: test ? 0 : testFraction,
  });
  return { train: rest.train, validation: validation ?? rest.validation, test: test ?? rest.test };
}

interface UsableTable
  extends Pick<TablePlan, 'roles' | 'kind' | 'classes' | 'inputs' | 'targets' | 'blocks'> {
  use: RowUse;
}

/**
 * The columns of the roles, and the rows that can be used. Inputs that nobody has named are left out where they hold no value
 * at all; of a checkpoint's data, targets that hold none are as good as absent.
 */
async function usableTable(
  dataset: TabularConfig['dataset'],
  data: DatasetReader,
  roles: TablePlan['roles'],
  known: Fitted | undefined,
  remarks: TablePlan['remarks'],
  absent = known !== undefined && roles.targets.some((name) => !isPresent(data, name)),
): Promise<UsableTable> {
  const options = { transpose: dataset.transpose, ...(known && { texts: known.texts }) };
  requireSameRows(
    data.arrays,
    absent ? roles.inputs : [...roles.inputs, ...roles.targets],
    dataset.transpose,
  );
  const inputs = openColumns(data, roles.inputs, options);
  const targets = absent ? null : openColumns(data, roles.targets, { ...options, text: 'codes' });
  const columns = { inputs: inputs.names, targets: targets?.names ?? null, rows: inputs.rows };
  let table: Pick<UsableTable, 'kind' | 'classes'> | null = known ?? null;
  const codes = () =>
    targets && table?.kind === 'classification' ? classCoder(targets, table.classes) : null;
  const blocks = () => zip(inputs, targets, codes());
  const again = (changed: TablePlan['roles'], without = absent) =>
    usableTable(dataset, data, changed, known, remarks, without);

  const full = isComplete(data, inputs, targets, known);
  const use = full ? everyRow(inputs) : await rowUse(blocks(), columns, dataset.missing);
  if (known) {
    if (targets && use.empty.targets.length > 0) return again(roles, true);
  } else {
    const filled = inputs.sources.filter((_, source) =>
      inputs.sourceOf.some((own, column) => own === source && !use.empty.inputs.includes(column)),
    );
    const isChosen = dataset.inputs.length > 0;
    if (!isChosen && filled.length > 0 && use.empty.inputs.length > 0) {
      for (const name of inputs.sources.filter((source) => !filled.includes(source))) {
        remarks.push(leftOutRemark(name, 'it holds no value'));
      }
      return again({ ...roles, inputs: filled });
    }
    requireRows(use, columns, dataset.missing);
    const kind = await kindOf(dataset, targets, data, remarks);
    table = { kind, classes: kind === 'classification' && targets ? await classesOf(targets, data) : [] };
    if (kind === 'regression' && targets) await requireVaried(targets, data);
  }
  const { kind, classes } = table!;
  remarks.push(...gapRemarks(use, inputs, known !== undefined));
  return { roles, kind, classes, inputs, targets, use, blocks };
}

function leftOutRemark(name: string, reason: string): TablePlan['remarks'][number] {
  const message = `Column \`${name}\` was left out: ${reason}. Name it among dataset.inputs to use it.`;
  return { code: 'column-left-out', message };
}

/** At most so many columns are named in a remark. */
const MAX_NAMED = 5;

function gapRemarks(use: RowUse, inputs: ColumnReader, isApplied: boolean): TablePlan['remarks'] {
  const left = inputs.rows - use.rows.length;
  if (left === 0) return [];
  if (!isApplied) {
    const message = `${left} of ${inputs.rows} rows have missing values and were left out.`;
    return [{ code: 'missing-values', message }];
  }
  const remarks: TablePlan['remarks'] = [];
  const lacking = inputs.rows - use.predictable.length;
  if (lacking > 0) {
    const counts = new Map<string, number>();
    use.gaps.forEach((count, column) => {
      const source = inputs.sources[inputs.sourceOf[column]!]!;
      // A column of texts gives several, which lack the same rows.
      if (count > 0) counts.set(source, Math.max(counts.get(source) ?? 0, count));
    });
    const named = [...counts].slice(0, MAX_NAMED).map(([name, count]) => `\`${name}\` (${count})`);
    const rest = counts.size > MAX_NAMED ? ` and ${counts.size - MAX_NAMED} more` : '';
    const message =
      `${lacking} of ${inputs.rows} rows get no prediction, since they have no value that the model can take in ` +
      `${named.join(', ')}${rest}. Train again with missing values set to mean or median to predict them too.`;
    remarks.push({ code: 'missing-values', message });
  }
  const unknown = use.predictable.length - use.rows.length;
  if (unknown > 0) {
    const message = `${unknown} of ${inputs.rows} rows have no target that the model knows, and are not compared.`;
    remarks.push({ code: 'missing-values', message });
  }
  return remarks;
}

function everyRow({ rows: count, names }: ColumnReader): RowUse {
  const rows = allRows(count);
  const gaps = new Uint32Array(names.length);
  return { rows, predictable: rows, gaps, empty: { inputs: [], targets: [] }, first: null };
}

/** The table with its rows as columns. */
async function turned(source: DatasetReader, remarks: TablePlan['remarks']): Promise<DatasetReader> {
  const { data, leftOut } = await transposeTable(source);
  for (const name of leftOut) {
    remarks.push({
      code: 'column-left-out',
      message: `Column \`${name}\` was left out: it is text, and no sample.`,
    });
  }
  return data;
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
  // Texts and classes that a checkpoint does not know are missing as well, and texts where it knows numbers.
  const hasTexts = [...data.arrays.values()].some(({ categories }) => categories !== null);
  if (known && (hasTexts || known.classes.length > 0 || Object.keys(known.texts).length > 0)) return false;
  const isFull = (name: string) => data.facts?.(name)?.missing === 0;
  return [...inputs.sources, ...(targets?.sources ?? [])].every(isFull);
}

async function chosenRoles(
  { inputs, targets, transpose }: TabularConfig['dataset'],
  data: DatasetReader,
  remarks: TablePlan['remarks'],
): Promise<TablePlan['roles']> {
  const { arrays } = data;
  if (inputs.length > 0 && targets.length > 0) return { inputs, targets };
  const known = targets.filter((name) => isPresent({ arrays }, name));
  // Names that do not exist are left for the selection to complain about.
  if (known.length < targets.length) return { inputs: [], targets };
  const unfit = transpose ? undefined : await unfitColumns(data);
  const { leftOut, ...roles } =
    targets.length > 0
      ? chooseInputs(arrays.values(), targets, transpose, unfit)
      : chooseRoles(arrays.values(), transpose, unfit);
  if (inputs.length === 0) {
    for (const { name, reason } of leftOut) remarks.push(leftOutRemark(name, reason));
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
  const text = targets?.names.find((_, column) => targets.categories[column]);
  if (text !== undefined && (targetKind === 'regression' || targets!.names.length > 1)) {
    throw new AnnealError('data-type', `Target \`${text}\` holds texts, which are no quantities.`, {
      place: text,
      received: targets!.categories[targets!.names.indexOf(text)]!.slice(0, 3).join(', '),
      remedy: 'Choose it alone, as classes, or choose a target of numbers.',
    });
  }
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
