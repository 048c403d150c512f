/** The task of neurons: a shared core over sessions, each in batches of its own. */
import * as tf from '@tensorflow/tfjs';
import type { DatasetReader } from '../../engine/data/datasetReader';
import type { Batch } from '../../engine/data/epochPlan';
import type { Parameters } from '../../engine/nn/parameter';
import { inputTensors } from '../../engine/step/inputs';
import type { Executable, Outline, Residency, StepGraph, Workload } from '../../engine/workload';
import type { RunConfig } from '../../protocol/config';
import { heed, type Watch } from '../engine';
import { type NeuronsConfig, neuronsConfigSchema } from './config';
import { contrastScores, frameContrasts } from './data/contrast';
import { loadSessions } from './data/loadedSessions';
import { type Pool, planSamples } from './data/sampling';
import type { Session, SessionFacts } from './data/session';
import { examplesOf } from './examples';
import { exchanged, type InputExchange, inputNames } from './exchange';
import { initialNeuronValues } from './initialValues';
import { maskedPoisson } from './losses/poisson';
import { measuring, type SessionMeasures } from './metrics/measuring';
import { neuronMetricInfos } from './metrics/metricInfos';
import { sessionPlace, sumNamesOf, trainingMetrics } from './metrics/sums';
import { unitSums } from './metrics/unitSums';
import { validationMetrics } from './metrics/validation';
import { type NeuronsModel, seesFrames } from './model/model';
import type { NeuronsModelConfig } from './modelConfig';
import { outlineSessions, type PreparedFacts, type PreparedSessions, prepareSessions } from './prepare';

/** Samples that an evaluation computes together. */
const EVALUATION_SAMPLES = 512;

export interface NeuronsExecutable extends Executable {
  /** Rates of samples of one session, float32 [samples, units], one batch after the other. */
  predict(
    parameters: Parameters,
    rows: Uint32Array,
    watch?: Watch,
  ): AsyncGenerator<{ session: Session; rows: Int32Array; rates: Float32Array }>;
  /** What is measured of each unit over rows, by session, in the order of the sessions. @param exchange shuffles an input. */
  measure(
    parameters: Parameters,
    rows: Uint32Array,
    watch?: Watch,
    exchange?: InputExchange,
  ): Promise<SessionMeasures[]>;
  /** What rows can exchange: behaviour column by column, and frames where they are all on the device. */
  exchangeable: readonly string[];
}

export interface NeuronsWorkload extends Workload<NeuronsExecutable> {
  sessions: readonly Session[];
  model: NeuronsModel;
  /** Of the run; shuffles come from it. */
  seed: number;
  /** As the model was built from it, with the frames of a sample. */
  built: { config: NeuronsModelConfig; frames: number };
}

export async function outlineNeurons(config: RunConfig, data: DatasetReader): Promise<Outline> {
  const parsed = neuronsConfigSchema.parse(config);
  return outlineOf(parsed, await outlineSessions(data, parsed));
}

function outlineOf(
  config: NeuronsConfig,
  { sessions, model, splits, rows, remarks }: PreparedFacts,
): Outline {
  const names = sessions.map(({ name }) => name);
  const units = sessions.reduce((sum, session) => sum + session.units, 0);
  const pools = poolsOf(sessions, splits.train, null);
  return {
    parameters: model.parameters,
    rows,
    splits,
    plan: (epoch) => planSamples(pools, samplingOf(config), epoch),
    metricInfos: neuronMetricInfos(names, {
      auxiliary: model.hasAuxiliary,
      drawn: drawsUnequally(config),
      repeats: sessions.some(({ repeats }) => repeats !== null),
    }),
    facts: [
      { name: 'Sessions', value: String(sessions.length) },
      { name: 'Units', value: String(units) },
    ],
    remarks,
  };
}

const drawsUnequally = ({ dataset }: NeuronsConfig) =>
  dataset.curriculum !== 'none' || dataset.batches === 'byDataset';

const samplingOf = ({ dataset, training }: NeuronsConfig) => ({ ...dataset, ...training });

/** Samples to train on of the sessions that have any. @param scores of all bins, by session. */
function poolsOf(
  sessions: readonly SessionFacts[],
  train: Uint32Array,
  scores: readonly ((rows: Uint32Array) => Float32Array)[] | null,
): Pool[] {
  let first = 0;
  return sessions
    .map(({ name, start, bins }, i) => {
      let end = first;
      while (end < train.length && train[end]! < start + bins) end++;
      const rows = train.subarray(first, end);
      first = end;
      return { name, rows, scores: scores ? scores[i]!(rows) : null };
    })
    .filter(({ rows }) => rows.length > 0);
}

export async function prepareNeurons(config: RunConfig, data: DatasetReader): Promise<NeuronsWorkload> {
  const parsed = neuronsConfigSchema.parse(config);
  const prepared = await prepareSessions(data, parsed);
  const { sessions, splits, model } = prepared;
  const told = { auxiliary: model.hasAuxiliary, drawn: drawsUnequally(parsed) };
  const curriculum = parsed.dataset.curriculum;
  let pools: Pool[] | null = null;
  if (curriculum !== 'none') pools = await scoredPools(prepared, curriculum);
  const chosen = pools ?? poolsOf(sessions, splits.train, null);
  return {
    ...outlineOf(parsed, prepared),
    plan: (epoch) => planSamples(chosen, samplingOf(parsed), epoch),
    sessions,
    model,
    seed: parsed.training.seed,
    built: { config: parsed.model, frames: parsed.dataset.lags.length },
    sumNames: sumNamesOf(sessions),
    metrics: (sums) => trainingMetrics(sums, sessions, told),
    stepMetrics: told.auxiliary ? ['aux_loss'] : [],
    fitted: {},
    initial: async () => initialNeuronValues(prepared, parsed),
    load: (residency) => load(parsed, prepared, residency),
  };
}

/** Upstream scores the k-th sample by the k-th frame of the recording, and frames that are no bytes by 1. */
async function scoredPools(
  { sessions, splits }: PreparedSessions,
  curriculum: 'contrast' | 'upstream',
): Promise<Pool[]> {
  const known = sessions.map((session) =>
    curriculum === 'upstream' && session.frames?.pixelType !== 'uint8'
      ? { ...session, frames: null }
      : session,
  );
  const scores = contrastScores(
    await frameContrasts(known),
    sessions.map(({ bins }) => bins),
  );
  return poolsOf(
    sessions,
    splits.train,
    sessions.map(
      ({ start }, i) =>
        (own) =>
          Float32Array.from(own, (row, k) => scores[i]![curriculum === 'upstream' ? k : row - start]!),
    ),
  );
}

async function load(
  config: NeuronsConfig,
  { sessions, model }: PreparedSessions,
  residency?: Residency,
): Promise<NeuronsExecutable> {
  const loaded = await loadSessions(
    sessions,
    {
      lags: config.dataset.lags,
      history: config.model.historyEncoder?.numLags ?? 0,
      sees: seesFrames(config.model),
    },
    residency,
  );
  const places = new Map(sessions.map(({ name }, index) => [name, sessionPlace(index)]));
  const sumCount = sumNamesOf(sessions).length;

  const training: StepGraph = {
    ...loaded.feeding,
    forward(parameters, inputs, context) {
      const session = loaded.session(context.variant);
      const batch = loaded.batch(session, inputs);
      const running: Record<string, tf.Tensor> = {};
      const { output, auxiliary } = model.forward(session.name, batch, { ...context, parameters, running });
      const { sum, weight } = maskedPoisson(output, batch.robs, batch.dfs, model.form);
      const likelihood = tf.div(sum, tf.maximum(weight, 1e-8)) as tf.Scalar;
      const loss = auxiliary ? (tf.add(likelihood, auxiliary) as tf.Scalar) : likelihood;
      const samples = batch.robs.shape[0];
      const count = tf.scalar(samples);
      const place = places.get(session.name)!;
      const zeros = (length: number) => tf.zeros([length]) as tf.Tensor1D;
      const sums = tf.concat([
        tf.stack([count, tf.mul(loss, samples)]),
        zeros(place - 2),
        tf.stack([count, sum, weight]),
        zeros(sumCount - place - 4),
        tf.mul(auxiliary ?? tf.scalar(0), samples).reshape([1]),
      ]) as tf.Tensor1D;
      return { loss, sums, running };
    },
  };

  /** Batches of each session apart, in the order of the rows. */
  function* batchesOf(rows: Uint32Array): Generator<Batch> {
    let first = 0;
    for (const { name, start, bins } of sessions) {
      let end = first;
      while (end < rows.length && rows[end]! < start + bins) end++;
      for (; first < end; first += EVALUATION_SAMPLES) {
        yield {
          rows: Int32Array.from(rows.subarray(first, Math.min(first + EVALUATION_SAMPLES, end))),
          variant: name,
        };
      }
      first = end;
    }
  }

  /** Read and ready to be computed, as long as somebody waits for them. */
  async function* watchedBatches(rows: Uint32Array, watch?: Watch): AsyncGenerator<Batch> {
    let done = 0;
    watch?.progress({ done, total: rows.length });
    for (const batch of batchesOf(rows)) {
      if (watch) await heed(watch, done, rows.length);
      await training.fetch?.(batch);
      yield batch;
      done += batch.rows.length;
      watch?.progress({ done, total: rows.length });
    }
  }

  function ratesOf(parameters: Parameters, batch: Batch, exchange?: InputExchange) {
    const session = loaded.session(batch.variant);
    const graph = exchange ? { ...training, ...exchanged(loaded.feeding, session, exchange) } : training;
    const samples = loaded.batch(session, inputTensors(graph, batch));
    const context = { training: false, random: tf.tensor1d([0, 0], 'int32'), parameters, running: {} };
    const { output } = model.forward(session.name, samples, context);
    return { session, samples, rates: model.form === 'log' ? tf.exp(output) : output };
  }

  async function measure(
    parameters: Parameters,
    rows: Uint32Array,
    watch?: Watch,
    exchange?: InputExchange,
  ): Promise<SessionMeasures[]> {
    const measured = new Map(sessions.map((session) => [session.name, measuring(session)]));
    for await (const batch of watchedBatches(rows, watch)) {
      const session = measured.get(batch.variant)!;
      const [sums, rates] = tf.tidy(() => {
        const { samples, rates } = ratesOf(parameters, batch, exchange);
        const sums = unitSums(rates, samples.robs, samples.dfs);
        return session.wantsRates(batch.rows) ? [sums, rates] : [sums];
      });
      session.add(batch.rows, await sums!.data(), rates ? Float32Array.from(await rates.data()) : null);
      tf.dispose([sums!, ...(rates ? [rates] : [])]);
    }
    return [...measured.values()].map((session) => session.finish());
  }

  return {
    ...training,
    measure,
    exchangeable: inputNames(sessions, seesFrames(config.model) && loaded.feeding.fetch === undefined),
    async *predict(parameters, rows, watch) {
      for await (const batch of watchedBatches(rows, watch)) {
        const session = loaded.session(batch.variant);
        const rates = tf.tidy(() => ratesOf(parameters, batch).rates);
        const values = await rates.data();
        rates.dispose();
        yield { session, rows: batch.rows, rates: Float32Array.from(values) };
      }
    },
    async evaluate(parameters, rows) {
      const measured = await measure(parameters, rows);
      return { metrics: validationMetrics(measured), examples: examplesOf(sessions, measured) };
    },
    dispose: () => loaded.dispose(),
  };
}
