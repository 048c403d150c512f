/** The molecular task: a DCMNet over molecules that are read, packed and padded on the host, batch by batch. */
import * as tf from '@tensorflow/tfjs';
import type { DatasetReader } from '../../engine/data/datasetReader';
import { consecutiveBatches } from '../../engine/data/epochPlan';
import type { Parameters } from '../../engine/nn/parameter';
import { inputTensors } from '../../engine/step/inputs';
import type { Executable, Outline, Residency, StepGraph, Workload } from '../../engine/workload';
import type { RunConfig } from '../../protocol/config';
import type { Json } from '../../protocol/json';
import { lossPartNames } from '../../protocol/metrics';
import { type CheckedMolecules, checkMolecules } from './checks/checkedMolecules';
import { checkValues, gapRemarks } from './checks/referenceChecks';
import { type MoleculesConfig, moleculesConfigSchema } from './config';
import { loadMolecules } from './data/loadedMolecules';
import type { MoleculeSet } from './data/moleculeSet';
import { neighboursOf } from './data/neighbours';
import { packBatch, type Sizes } from './data/packing';
import { splitMolecules } from './data/splitMolecules';
import { tallyMolecules } from './data/statistics';
import { statisticsLines } from './data/statisticsLines';
import { chooseExamples, type Examples, exampleOf } from './examples';
import { parseMoleculesFitted } from './fitted';
import type { DcmLossConfig } from './lossConfig';
import { measureBatch, measureMolecules } from './measure';
import { moleculeMetricInfos } from './metrics/metricInfos';
import { maxima, moleculeMetrics, sumNames } from './metrics/sums';
import { moleculeWarnings } from './metrics/warnings';
import { dcmnetParameters } from './model/dcmnet';
import { predictBatch } from './model/passes';
import type { PredictedMolecule } from './molecule';

/** Molecules that an evaluation computes together: nothing is kept for a backward pass. */
const EVALUATION_MOLECULES = 32;

export interface MoleculesExecutable extends Executable {
  /** Charges of molecules, one after the other. */
  predict(parameters: Parameters, rows: Uint32Array): AsyncGenerator<PredictedMolecule>;
}

export interface MoleculesWorkload extends Workload<MoleculesExecutable> {
  set: MoleculeSet;
  loss: DcmLossConfig;
}

export async function outlineMolecules(config: RunConfig, data: DatasetReader): Promise<Outline> {
  const parsed = moleculesConfigSchema.parse(config);
  const checked = await checkMolecules(data, parsed);
  return outlineOf(parsed, checked, await splitMolecules(data, checked.rows, parsed));
}

function outlineOf(
  config: MoleculesConfig,
  { set, rows, remarks }: Pick<CheckedMolecules, 'set' | 'rows' | 'remarks'>,
  splits: Outline['splits'],
): Outline {
  return {
    parameters: dcmnetParameters(config.model),
    rows,
    splits,
    metricInfos: moleculeMetricInfos(set.known),
    facts: [
      { name: 'Charges', value: `${config.model.nDcm} an atom` },
      {
        name: 'Atoms hear each other within',
        value: `${config.model.cutoff} Å, ${config.model.numIterations} times`,
      },
    ],
    remarks,
  };
}

export async function prepareMolecules(
  config: RunConfig,
  data: DatasetReader,
  fitted?: Record<string, Json>,
): Promise<MoleculesWorkload> {
  const parsed = moleculesConfigSchema.parse(config);
  const known = fitted && parseMoleculesFitted(fitted);
  const checked = await checkMolecules(data, parsed, known);
  const { set, rows } = checked;
  const tally = await tallyMolecules(set, rows, parsed.loss);
  if (!known) checkValues(set.known, tally, parsed.loss);
  const remarks = [...checked.remarks, ...gapRemarks(checked, tally)];
  const splits = await splitMolecules(data, rows, parsed, known === undefined);
  const learnt = known ?? { elements: elementsOf(set, splits.train) };
  const outline = outlineOf(parsed, { set, rows, remarks }, splits);
  return {
    ...outline,
    about: statisticsLines(tally.statistics, parsed),
    set,
    loss: parsed.loss,
    sumNames: [...sumNames],
    maxima,
    metrics: (sums) => moleculeMetrics(sums, parsed.loss),
    stepMetrics: lossPartNames(outline.metricInfos),
    warnings: moleculeWarnings,
    fitted: learnt,
    load: (residency) => load(parsed, set, rows, residency),
  };
}

/** Atomic numbers that occur, ascending. */
function elementsOf(set: MoleculeSet, rows: Uint32Array): number[] {
  const found = new Set<number>();
  for (const row of rows) for (const number of set.geometry(row).atomicNumbers) found.add(number);
  return [...found].sort((a, b) => a - b);
}

async function load(
  config: MoleculesConfig,
  set: MoleculeSet,
  rows: Uint32Array,
  residency?: Residency,
): Promise<MoleculesExecutable> {
  const { model, loss } = config;
  const molecules = await loadMolecules(set, rows, config, residency);
  const elements = model.maxAtomicNumber + 1;
  const most = { atoms: 0, edges: 0 };
  for (const row of rows) {
    const { positions } = set.geometry(row);
    most.atoms = Math.max(most.atoms, positions.length / 3);
    most.edges = Math.max(most.edges, neighboursOf(positions, model.cutoff).senders.length);
  }
  const sizes = (molecules: number): Sizes => ({
    molecules,
    atoms: molecules * most.atoms,
    edges: molecules * most.edges,
    points: molecules * set.gridLength,
  });

  /** @param weighs whether the points are weighted, as in training. */
  function graphOf(size: Sizes, weighs: boolean): StepGraph {
    return {
      ...(molecules.fetch && { fetch: molecules.fetch }),
      inputs: (batch) => packBatch(molecules.of(batch), size, elements, weighs),
      forward(parameters, inputs) {
        const { loss, sums } = measureBatch(config, parameters, inputs);
        return { loss, sums };
      },
    };
  }
  const training = graphOf(sizes(config.training.batchSize), true);
  const evaluation = graphOf(sizes(EVALUATION_MOLECULES), false);
  const by = set.known.potential ? 'espRmse' : 'loss';

  async function* predict(parameters: Parameters, rows: Uint32Array): AsyncGenerator<PredictedMolecule> {
    for (const batch of consecutiveBatches(rows, EVALUATION_MOLECULES)) {
      await evaluation.fetch?.(batch);
      const inputs = inputTensors(evaluation, batch);
      yield* await predictBatch(config, parameters, molecules.of(batch), inputs);
      tf.dispose(inputs);
    }
  }

  /** Of the molecules that were measured; they are computed once more, being few. */
  async function examplesOf(
    parameters: Parameters,
    rows: Uint32Array,
    errors: Float32Array,
  ): Promise<Examples | undefined> {
    const chosen = chooseExamples(rows, errors, config.training.seed);
    if (!chosen) return;
    const { rows: shown, errors: own, ...places } = chosen;
    const examples: Examples = { by, of: rows.length, molecules: [], ...places };
    for await (const predicted of predict(parameters, shown)) {
      const { length } = examples.molecules;
      examples.molecules.push(exampleOf(predicted, set.name(predicted.molecule.row), own[length]!));
    }
    return examples;
  }

  return {
    ...training,
    async evaluate(parameters, rows) {
      const batches = consecutiveBatches(rows, EVALUATION_MOLECULES);
      const { sums, errors } = await measureMolecules(config, parameters, batches, evaluation, by);
      const examples = await examplesOf(parameters, rows, errors);
      return { metrics: moleculeMetrics(sums, loss), ...(examples && { examples }) };
    },
    predict,
    dispose() {},
  };
}
