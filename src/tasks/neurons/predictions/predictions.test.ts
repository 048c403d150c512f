import { afterAll, beforeAll, expect, it } from 'vitest';
import { residentData } from '../../../engine/data/datasetReader';
import { runToEnd } from '../../../engine/testRuns';
import { describeOnBackends } from '../../../engine/tfjs/testBackends';
import { evaluate, type LoadedModel, loadModel } from '../../../engine/training/evaluate';
import { openNpz } from '../../../formats/npy/npz';
import { readArray } from '../../../formats/readFiles';
import type { Watch } from '../../engine';
import { engines } from '../../engines';
import { smallNeurons, testSessions } from '../sessions.fixture';
import type { NeuronsWorkload } from '../workload';
import { neuronPredictions } from './writers';

const arrays = testSessions([
  { name: 'm1_a', bins: 60, units: 4 },
  { name: 'm2_a', bins: 50, units: 3 },
]);
const watch: Watch = { progress() {}, signal: new AbortController().signal };

describeOnBackends(
  'predicted rates as files',
  (_, backend) => {
    let model: LoadedModel<NeuronsWorkload>;

    beforeAll(async () => {
      const config = { ...smallNeurons, training: { ...smallNeurons.training, maxSteps: 3 } };
      const { latest } = await runToEnd({ config, arrays, backend: backend() });
      model = (await loadModel(
        engines.neurons,
        latest,
        residentData(arrays),
      )) as LoadedModel<NeuronsWorkload>;
    });

    afterAll(() => model.dispose());

    it('have a line for each unit, with what validation measures', async () => {
      const bytes = await neuronPredictions.csv.write(model, { split: 'validation' }, { own: true }, watch);
      const [header, ...lines] = new TextDecoder().decode(bytes).trim().split('\n');
      expect(header).toBe(
        'session,unit,cid,samples,spikes,bits_per_spike,correlation,repeat_correlation,ccnorm,mean_rate,mean_prediction',
      );
      expect(lines.map((line) => line.split(',').slice(0, 3).join())).toEqual([
        ...['m1_a,0,100', 'm1_a,1,101', 'm1_a,2,102', 'm1_a,3,103'],
        ...['m2_a,0,100', 'm2_a,1,101', 'm2_a,2,102'],
      ]);
      const bits = lines.map((line) => Math.max(0, Number(line.split(',')[5])));
      const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
      const { bps } = await evaluate(model, model.workload.splits.validation);
      expect((mean(bits.slice(0, 4)) + mean(bits.slice(4))) / 2).toBeCloseTo(bps!, 10);
      // Nothing is repeated.
      expect(lines[0]!.split(',').slice(7, 9)).toEqual(['', '']);
    });

    it('are arrays of each session, with bins, counts, mask and split', async () => {
      const bytes = await neuronPredictions.npz.write(model, {}, { own: true }, watch);
      const opened = await openNpz({ name: 'p.npz', blob: new Blob([bytes]) });
      const read = async (name: string) => Array.from((await readArray(opened, name)).data, Number);
      const [session] = model.workload.sessions.filter(({ name }) => name === 'm2_a');
      const bins = await read('m2_a/bins');
      expect(bins).toEqual(
        [...model.workload.rows].map((row) => row - session!.start).filter((bin) => bin >= 0),
      );
      const robs = await read('m2_a/robs');
      expect(robs).toEqual(
        bins.flatMap((bin) => [0, 1, 2].map((unit) => Number(session!.robs[bin * 3 + unit]))),
      );
      expect(await read('m2_a/rates')).toHaveLength(bins.length * 3);
      expect(await read('m2_a/dfs')).toHaveLength(bins.length * 3);
      const validation = new Set(model.workload.splits.validation);
      expect(await read('m2_a/split')).toEqual(
        bins.map((bin) => (validation.has(bin + session!.start) ? 1 : 0)),
      );
    });

    it('say nothing of a split of other data, and write none of it', async () => {
      const bytes = await neuronPredictions.npz.write(model, {}, { own: false }, watch);
      const { arrays } = await openNpz({ name: 'p.npz', blob: new Blob([bytes]) });
      expect(arrays.some(({ name }) => name.endsWith('split'))).toBe(false);
      await expect(
        neuronPredictions.csv.write(model, { split: 'train' }, { own: false }, watch),
      ).rejects.toThrow(expect.objectContaining({ code: 'usage' }));
    });
  },
  ['cpu'],
);
