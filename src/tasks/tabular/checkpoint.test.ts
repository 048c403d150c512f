/** Going on from a checkpoint without optimizer state, through the trainer. */
import { expect, it } from 'vitest';
import { canResumeExactly } from '../../engine/checkpoints/checkpoint';
import { decodeCheckpoint, encodeCheckpoint } from '../../engine/checkpoints/encode';
import { syntheticTable } from '../../engine/testRuns';
import { describeOnBackends } from '../../engine/tfjs/testBackends';
import { runTable } from './tableRuns.fixture';

const arrays = syntheticTable(60);
const config = (training: object, checkpoint: object = {}) => ({
  task: 'tabular',
  model: { hiddenSize: 4, numLayers: 1, dropout: 0 },
  training: { batchSize: 8, learningRate: 0.01, emaDecay: 0.9, ...training },
  checkpoint,
});
const warnings = (events: { type: string; code?: string }[]) =>
  events.filter((event) => event.type === 'warning').map(({ code }) => code);

describeOnBackends(
  'a run that does not save its optimizer',
  (_, backend) => {
    it('stores no moments, goes on with them at zero, and says so', async () => {
      const first = await runTable({
        config: config({ epochs: 2 }, { saveOptimizer: false }),
        arrays,
        backend: backend(),
      });
      const resume = decodeCheckpoint(encodeCheckpoint(first.latest));
      expect(canResumeExactly(resume)).toBe(false);
      expect(resume.tensors.map(({ name }) => name.split('/')[0])).not.toContain('optimizer');
      expect(resume.tensors.some(({ name }) => name.startsWith('ema/'))).toBe(true);

      const run = { config: config({ epochs: 3 }), arrays, backend: backend() };
      const rest = await runTable({ ...run, resume });
      expect(warnings(rest.events)).toContain('optimizer-reset');
      expect(rest.events[0]).toMatchObject({ type: 'started', resumedFrom: { epoch: 2 } });
      // The same weights with moments that are written as zeros, and begin there, go the same way.
      const whole = await runTable({ ...run, config: config({ epochs: 2 }) });
      expect(canResumeExactly(whole.latest)).toBe(true);
      const tensors = whole.latest.tensors.map((tensor) =>
        tensor.name.startsWith('optimizer/') ? { ...tensor, data: tensor.data.map(() => 0) } : tensor,
      );
      const state = { ...whole.latest.state, optimizerStart: whole.latest.state.step };
      const same = await runTable({ ...run, resume: { state, tensors } });
      expect(warnings(same.events)).not.toContain('optimizer-reset');
      expect(rest.latest.tensors).toEqual(same.latest.tensors);
      // And not the way of the run that was not interrupted.
      const straight = await runTable(run);
      expect(rest.latest.tensors).not.toEqual(straight.latest.tensors);
    });

    it('takes first steps no longer than the learning rate: the bias correction begins anew as well', async () => {
      // Adam's first update is η·g/(|g| + ε). Corrected as the run's 22nd it would be 0.52 η, as its 1000th 2.5 η,
      // and the ones after it up to 6 η.
      const training = { optimizer: { name: 'adam' }, weightDecay: 0, schedule: { name: 'constant' } };
      const run = { arrays, backend: backend() };
      const first = await runTable({
        ...run,
        config: config({ ...training, maxSteps: 21 }, { saveOptimizer: false }),
      });
      const second = await runTable({
        ...run,
        config: config({ ...training, maxSteps: 22 }, { saveOptimizer: false }),
        resume: first.latest,
      });
      const steps = second.latest.tensors.flatMap(({ name, data }) => {
        const before = first.latest.tensors.find((tensor) => tensor.name === name)!.data;
        return name.startsWith('ema/') ? [] : Array.from(data, (value, i) => Math.abs(value - before[i]!));
      });
      const longest = Math.max(...steps);
      expect(longest).toBeGreaterThan(0.0099);
      expect(longest).toBeLessThan(0.0101);
      // And so it stays when the run is interrupted again, now with its moments.
      expect(second.latest.state).toMatchObject({ step: 22, optimizerStart: 21 });
      const third = await runTable({
        ...run,
        config: config({ ...training, maxSteps: 24 }),
        resume: first.latest,
      });
      const half = await runTable({
        ...run,
        config: config({ ...training, maxSteps: 22 }),
        resume: first.latest,
      });
      const rest = await runTable({
        ...run,
        config: config({ ...training, maxSteps: 24 }),
        resume: half.latest,
      });
      expect(rest.latest.tensors).toEqual(third.latest.tensors);
    });

    it('loses nothing where the optimizer has no state', async () => {
      const optimizer = { name: 'sgd' };
      const run = { config: config({ epochs: 3, optimizer }), arrays, backend: backend() };
      const part = config({ epochs: 2, optimizer }, { saveOptimizer: false });
      const { latest } = await runTable({ ...run, config: part });
      const rest = await runTable({ ...run, resume: latest });
      expect(warnings(rest.events)).not.toContain('optimizer-reset');
      expect(rest.latest.tensors).toEqual((await runTable(run)).latest.tensors);
    });
  },
  ['cpu'],
);
