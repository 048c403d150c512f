/** Recordings through the trainer: resuming is exact, replay equals eager, sessions that are not in a step, nothing leaks. */
import { expect, it } from 'vitest';
import { decodeCheckpoint, encodeCheckpoint } from '../../engine/checkpoints/encode';
import { runToEnd } from '../../engine/testRuns';
import { describeOnBackends } from '../../engine/tfjs/testBackends';
import { smallNeurons, testSessions } from './sessions.fixture';

const arrays = testSessions([
  { name: 'mouse1_a', bins: 160, units: 5 },
  { name: 'mouse1_b', bins: 90, units: 3 },
  { name: 'mouse2_a', bins: 120, units: 4 },
]);

/** Of a length of its own, since that of a shorter run would be another. */
const schedule = { name: 'cosine', unit: 'step', length: 40 };

const withSteps = (maxSteps: number, training: object = {}, dataset: object = {}) => ({
  ...smallNeurons,
  dataset: { ...smallNeurons.dataset, ...dataset },
  training: { ...smallNeurons.training, epochs: 100, logEveryNSteps: 3, schedule, ...training, maxSteps },
});

describeOnBackends('a model of three sessions', (name, backend) => {
  it('learns, and tells bits per spike overall, by session and by subject', async () => {
    const config = {
      ...smallNeurons,
      training: { ...smallNeurons.training, epochs: name === 'webgpu' ? 3 : 8 },
    };
    const { epochs } = await runToEnd({ config, arrays, backend: backend() });
    const [first, last] = [epochs[0]!, epochs.at(-1)!];
    expect(last.train.loss).toBeLessThan(first.train.loss!);
    expect(Object.keys(last.validation ?? {})).toEqual([
      'loss',
      'bps',
      'correlation',
      'loss/mouse1_a',
      'bps/mouse1_a',
      'loss/mouse1_b',
      'bps/mouse1_b',
      'loss/mouse2_a',
      'bps/mouse2_a',
      'loss/mouse1',
      'bps/mouse1',
    ]);
    expect(last.validation!.bps).toBeGreaterThan(0);
  });

  // On WebGPU the batches of VisionCore's curriculum have so many sizes that recording them takes a minute.
  it.each(name === 'webgpu' ? ['contrast'] : ['none', 'contrast', 'upstream'])(
    '20 + 20 steps equal 40 in every bit, curriculum %s',
    async (curriculum) => {
      const dataset = { curriculum, curriculumWarmup: 30 };
      const whole = await runToEnd({ config: withSteps(40, {}, dataset), arrays, backend: backend() });
      const half = await runToEnd({ config: withSteps(20, {}, dataset), arrays, backend: backend() });
      const resume = decodeCheckpoint(encodeCheckpoint(half.latest));
      const rest = await runToEnd({ config: withSteps(40, {}, dataset), arrays, backend: backend(), resume });
      expect(rest.latest.tensors).toEqual(whole.latest.tensors);
      expect([...half.points, ...rest.points].map(({ loss }) => loss)).toEqual(
        whole.points.map(({ loss }) => loss),
      );
      expect(rest.epochs.at(-1)?.validation).toEqual(whole.epochs.at(-1)?.validation);
    },
  );

  it.skipIf(name !== 'webgpu')('replays to the bits of the eager step', async () => {
    const replayed = await runToEnd({ config: withSteps(12), arrays, backend: backend() });
    const eager = await runToEnd({ config: withSteps(12), arrays, backend: backend(), compile: false });
    expect(replayed.events.filter(({ type }) => type === 'warning')).toEqual(
      eager.events.filter(({ type }) => type === 'warning'),
    );
    expect(replayed.latest.tensors).toEqual(eager.latest.tensors);
  });

  it('gives the same bits with frames that are read batch by batch', async () => {
    const resident = await runToEnd({ config: withSteps(4), arrays, backend: backend() });
    const streamed = await runToEnd({ config: withSteps(4), arrays, backend: backend(), residentBytes: 1 });
    expect(streamed.latest.tensors).toEqual(resident.latest.tensors);
  });

  it('leaves the readout of a session alone in a step that has none of its samples', async () => {
    const config = withSteps(1, { weightDecay: 0.5, emaDecay: 0.5 }, { batches: 'byDataset' });
    const before = await runToEnd({
      config: { ...config, training: { ...config.training, learningRate: 1e-30 } },
      arrays,
      backend: backend(),
    });
    const after = await runToEnd({ config, arrays, backend: backend() });
    const moved = after.latest.tensors.filter(
      ({ data }, i) => !data.every((value, k) => value === before.latest.tensors[i]!.data[k]),
    );
    const readouts = new Set(moved.flatMap(({ name }) => /readouts\.(\w+)\./.exec(name)?.[1] ?? []));
    expect(readouts.size).toBe(1);
  });

  it.each(name === 'webgpu' ? [1, 7] : [1, 2, 3, 7, 1000])('takes batches of %d', async (batchSize) => {
    const { finished } = await runToEnd({ config: withSteps(3, { batchSize }), arrays, backend: backend() });
    expect(finished?.step).toBe(3);
  });
});
