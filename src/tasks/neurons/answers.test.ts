/** What the page is told of a small trained model, against plain loops over its predictions and its parameters. */
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { residentData } from '../../engine/data/datasetReader';
import { runToEnd } from '../../engine/testRuns';
import { describeOnBackends } from '../../engine/tfjs/testBackends';
import { type LoadedModel, loadModel } from '../../engine/training/evaluate';
import type { NamedArray } from '../../formats/arrays';
import type { AskContext, Watch } from '../engine';
import { engines } from '../engines';
import { parseConfig } from '../runConfig';
import { analyseNeurons } from './analysis/analyse';
import { inputImportance } from './analysis/inputImportance';
import { learnedFilters } from './analysis/learnedFilters';
import { modelGraph } from './analysis/modelGraph';
import { rateFit } from './analysis/rateFit';
import { traceOf } from './analysis/trace';
import { unitWeights } from './analysis/unitWeights';
import type { Examples } from './examples';
import { repeatMeasures } from './metrics/repeats';
import type { UnitRow } from './metrics/unitRows';
import { smallNeurons, testSessions } from './sessions.fixture';
import type { NeuronsWorkload } from './workload';

/** The second session shows ten moments again and again, half of the time. */
const repeats: NamedArray = {
  ...{ name: 'm1_b/repeats', dtype: 'int32', shape: [130], categories: null },
  data: Int32Array.from({ length: 130 }, (_, bin) => (bin % 20 < 10 ? bin % 20 : -1)),
};
const arrays = new Map([
  ...testSessions([
    { name: 'm1_a', bins: 160, units: 4 },
    { name: 'm1_b', bins: 130, units: 3 },
  ]),
  [repeats.name, repeats] as const,
]);
const data = residentData(arrays);
const config = {
  ...smallNeurons,
  dataset: { ...smallNeurons.dataset, validationFraction: 0.5 },
  training: { ...smallNeurons.training, maxSteps: 6 },
};

const watch: Watch = { progress() {}, signal: new AbortController().signal };

describeOnBackends('the answers about recordings', (_, backend) => {
  let model: LoadedModel<NeuronsWorkload>;
  /** Predicted rates of all units, by row. */
  const rates = new Map<number, Float32Array>();
  let tensors = 0;

  beforeAll(async () => {
    const { latest } = await runToEnd({ config, arrays, backend: backend() });
    model = (await loadModel(engines.neurons, latest, data)) as LoadedModel<NeuronsWorkload>;
    const { executable, parameters, workload } = model;
    for await (const part of executable.predict(parameters, workload.rows)) {
      part.rows.forEach((row, i) => {
        const { units } = part.session;
        rates.set(row, part.rates.slice(i * units, (i + 1) * units));
      });
    }
    tensors = tf.memory().numTensors;
  });

  afterAll(() => model.dispose());

  const sessionOf = (name: string) => model.workload.sessions.find((session) => session.name === name)!;

  /** Samples of a unit that count, in a split. */
  function samplesOf({ session: name, unit }: Pick<UnitRow, 'session' | 'unit'>, rows: Uint32Array) {
    const { start, bins, units, robs, dfs, repeats } = sessionOf(name);
    return Array.from(rows).flatMap((row) => {
      const bin = row - start;
      if (bin < 0 || bin >= bins || Number(dfs?.[bin * units + unit] ?? 1) === 0) return [];
      const moment = Number(repeats?.[bin] ?? -1);
      return [{ bin, moment, count: Number(robs[bin * units + unit]), rate: rates.get(row)![unit]! }];
    });
  }

  it('list every unit, the worst first, as loops over its samples measure it', async () => {
    const { validation } = model.workload.splits;
    const { units, sessions, bps } = await analyseNeurons(model, validation, watch);
    expect(units).toHaveLength(7);
    expect(units.map(({ bitsPerSpike }) => bitsPerSpike)).toEqual(
      units.map(({ bitsPerSpike }) => bitsPerSpike).sort((a, b) => a - b),
    );
    for (const row of units) {
      const samples = samplesOf(row, validation);
      const spikes = samples.reduce((sum, { count }) => sum + count, 0);
      const mean = spikes / samples.length;
      const gain = samples.reduce(
        (sum, { count, rate }) =>
          sum + count * Math.log(rate + 1e-8) - rate - (count * Math.log(mean + 1e-8) - mean),
        0,
      );
      expect(row).toMatchObject({ bins: samples.length, spikes, cid: 100 + row.unit });
      expect(row.bitsPerSpike).toBeCloseTo(gain / spikes / Math.LN2, 4);
      const repeated = samples.filter(({ moment }) => moment >= 0);
      const expected = repeatMeasures({
        moments: repeated.map(({ moment }) => moment),
        counts: repeated.map(({ count }) => count),
        rates: repeated.map(({ rate }) => rate),
      });
      if (row.session === 'm1_a') expect(row.meanCorrelation).toBeNaN();
      else expect(row.meanCorrelation).toBeCloseTo(expected.meanCorrelation, 5);
      expect(Number.isNaN(row.normalisedCorrelation)).toBe(Number.isNaN(expected.normalisedCorrelation));
    }
    const { metrics } = await model.executable.evaluate(model.parameters, validation, { lossWeights: [1] });
    expect(bps).toBe(metrics.bps);
    expect(sessions.map((session) => session.bps)).toEqual([metrics['bps/m1_a'], metrics['bps/m1_b']]);
    expect(metrics).toHaveProperty('repeat_correlation');
    expect(metrics).toHaveProperty('ccnorm');
  });

  it('show the best, the median and the worst of each session while a run trains', async () => {
    const { validation } = model.workload.splits;
    const evaluation = await model.executable.evaluate(model.parameters, validation, { lossWeights: [1] });
    const { units, stretches } = evaluation.examples as Examples;
    expect(units).toHaveLength(7);
    expect(stretches.map(({ session, role }) => `${session} ${role}`)).toEqual(
      ['m1_a', 'm1_b'].flatMap((name) => ['best', 'median', 'worst'].map((role) => `${name} ${role}`)),
    );
    for (const stretch of stretches) {
      const { start } = sessionOf(stretch.session);
      const samples = samplesOf(stretch, validation);
      expect(samples.length).toBeGreaterThan(20);
      for (const { bin, count, rate } of samples) {
        expect(stretch.counts[bin - stretch.start]).toBe(count);
        expect(stretch.rates[bin - stretch.start]).toBeCloseTo(rate, 5);
      }
      stretch.rates.forEach((rate, i) => {
        expect(Number.isNaN(rate)).toBe(!validation.includes(start + stretch.start + i));
      });
    }
    const own = units.filter(({ session }) => session === 'm1_a').map(({ bitsPerSpike }) => bitsPerSpike);
    expect(stretches[0]!.bitsPerSpike).toBe(Math.max(...own));
    expect(stretches[2]!.bitsPerSpike).toBe(Math.min(...own));
  });

  it('have the rates of a unit over time, and say which bins were trained on', async () => {
    const trace = await traceOf(model, { session: 'm1_b', unit: 2, start: 0, end: 1000 }, watch);
    expect(trace.rates).toHaveLength(130);
    // A sample looks three frames back.
    expect([...trace.rates.subarray(0, 3)]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
    const samples = samplesOf({ session: 'm1_b', unit: 2 }, model.workload.rows);
    for (const { bin, count, rate } of samples) {
      expect(trace.rates[bin]).toBeCloseTo(rate, 5);
      expect(trace.counts[bin]).toBe(count);
    }
    const { start } = sessionOf('m1_b');
    const trained = trace.trained.flatMap(([from, to]) =>
      Array.from({ length: to - from }, (_, i) => start + from + i),
    );
    expect(trained).toEqual([...model.workload.splits.train].filter((row) => row >= start));
    await expect(traceOf(model, { session: 'm1_b', unit: 3, start: 0, end: 9 }, watch)).rejects.toThrow(
      expect.objectContaining({ code: 'data-not-found' }),
    );
  });

  it('show where a unit looks, and what it takes there', async () => {
    const { mask, features } = await unitWeights(model, { session: 'm1_a', unit: 3 });
    const weights = await model.parameters['readouts.m1_a.features']!.data();
    expect([...features]).toEqual(Array.from(features, (_, channel) => weights[channel * 4 + 3]));
    expect(mask).toMatchObject({ height: 6, width: 7 });
    expect(mask!.values.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 5);
  });

  it('show the filters as they are applied, by lag and by output channel', async () => {
    const { temporal, spatial } = await learnedFilters(model);
    const kernel = await model.parameters['frontend.kernel']!.data();
    expect(temporal!.byLag).toHaveLength(2);
    temporal!.byLag.forEach((values, channel) => {
      expect([...values]).toEqual([3, 2, 1, 0].map((frame) => kernel[frame * 2 + channel]));
    });
    const first = await model.parameters['convnet.layer0.conv.kernel']!.data();
    expect(spatial).toMatchObject({ time: 1, height: 3, width: 3, inputs: 2 });
    // [time, height, width, inputs, outputs] as [outputs][time, inputs, height, width].
    const at = (y: number, x: number, input: number, output: number) =>
      first[((y * 3 + x) * 2 + input) * 4 + output];
    expect(spatial!.kernels[2]![1 * 9 + 2 * 3 + 1]).toBe(at(2, 1, 1, 2));
    expect(spatial!.kernels[3]![0]).toBe(at(0, 0, 0, 3));
  });

  it('compare rates with counts bin by bin, as a loop over them does', async () => {
    const { validation } = model.workload.splits;
    const fit = await rateFit(model, validation, watch);
    const samples = ['m1_a', 'm1_b'].flatMap((session) =>
      Array.from({ length: sessionOf(session).units }, (_, unit) =>
        samplesOf({ session, unit }, validation),
      ).flat(),
    );
    const errors = samples.map(({ rate, count }) => Math.abs(rate - count));
    expect([fit.rows, fit.of, fit.pair.count]).toEqual([
      validation.length,
      validation.length,
      samples.length,
    ]);
    expect(fit.pair.mae).toBeCloseTo(errors.reduce((sum, error) => sum + error, 0) / errors.length, 5);
    expect(fit.pair.maxError).toBeCloseTo(Math.max(...errors), 4);
    const bins = fit.calibration;
    expect(bins.reduce((sum, { count }) => sum + count, 0)).toBe(samples.length);
    const counts = samples.reduce((sum, { count }) => sum + count, 0);
    expect(bins.reduce((sum, { count, mean }) => sum + count * mean, 0)).toBeCloseTo(counts, 6);
    for (const [i, { percent, expected, inside }] of fit.coverage.entries()) {
      expect(expected).toBeGreaterThanOrEqual(percent / 100);
      expect(inside).toBeGreaterThanOrEqual(fit.coverage[i - 1]?.inside ?? 0);
    }
    expect(fit.residuals.over.map(({ name }) => name)).toEqual([
      'mean predicted rate',
      'bin of the session',
      'behavior 1',
      'behavior 2',
    ]);
    const { start, behavior } = sessionOf('m1_a');
    const place = validation.indexOf(validation.find((row) => row >= start + 20)!);
    expect(fit.residuals.over[3]!.values[place]).toBe(behavior![(validation[place]! - start) * 2 + 1]);
  });

  it('exchange an input as if the data had been so, and tell what that costs', async () => {
    const { executable, workload } = model;
    expect(executable.exchangeable).toEqual(['frames', 'behavior 1', 'behavior 2']);
    const rows = workload.rows.filter((row) => row < 160);
    const giver = (i: number) => rows[(i + 7) % rows.length]!;
    const from = new Map(Array.from(rows, (row, i) => [row, giver(i)]));
    const changed = new Map(arrays);
    const own = arrays.get('m1_a/behavior')!;
    const values = Float32Array.from(own.data as Float32Array);
    for (const [row, other] of from) values[row * 2] = Number(own.data[other * 2]);
    changed.set(own.name, { ...own, data: values });
    const { latest } = await runToEnd({ config, arrays, backend: backend() });
    const other = (await loadModel(
      engines.neurons,
      latest,
      residentData(changed),
    )) as LoadedModel<NeuronsWorkload>;
    const sums = async (one: typeof model, input?: string) =>
      (await one.executable.measure(one.parameters, rows, watch, input ? { input, from } : undefined))[0]!
        .sums;
    const [exchanged, direct, plain] = [
      await sums(model, 'behavior 1'),
      await sums(other),
      await sums(model),
    ];
    other.dispose();
    for (const [i, sum] of direct.entries()) expect(exchanged[i]! / (sum || 1)).toBeCloseTo(sum ? 1 : 0, 5);
    expect(exchanged).not.toEqual(plain);
    expect(await sums(model, 'frames')).not.toEqual(plain);

    const told: number[] = [];
    const importance = await inputImportance(model, workload.splits.validation, {
      ...watch,
      progress: ({ done }) => told.push(done),
    });
    expect(importance).toMatchObject({ score: 'bits per spike', better: 'max', repeats: 5 });
    expect(importance.inputs.map(({ name }) => name).sort()).toEqual(['behavior 1', 'behavior 2', 'frames']);
    expect(told).toEqual(Array.from({ length: 15 }, (_, i) => i + 1));
  });

  it('leave no tensor behind', () => {
    expect(tf.memory().numTensors).toBe(tensors);
  });

  it('draw the model with as many parameters as it has', async () => {
    const context = {
      dataset: async () => ({ data }) as Awaited<ReturnType<AskContext['dataset']>>,
      config: () => parseConfig(config).config,
    };
    const { parts, sessions } = await modelGraph(context);
    const total = model.workload.parameters.reduce(
      (sum, { shape }) => sum + shape.reduce((product, length) => product * length, 1),
      0,
    );
    expect(parts.reduce((sum, { parameters }) => sum + parameters, 0)).toBe(total);
    expect(sessions.map(({ name, units, clip }) => [name, units, clip?.time])).toEqual([
      ['m1_a', 4, 4],
      ['m1_b', 3, 4],
    ]);
    expect(parts.filter(({ session }) => session === null).map(({ shape }) => shape?.channels)).toEqual([
      2, 8, 8,
    ]);
  });
});
