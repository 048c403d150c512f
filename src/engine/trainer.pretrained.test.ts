/** A run that starts from given weights and from values that the data suggest: what is loaded, frozen, said, and resumed. */
import { expect, it } from 'vitest';
import { parseConfigOf } from '../config/parseConfig';
import { runConfigSchema } from '../protocol/config';
import { decodeCheckpoint, encodeCheckpoint } from './checkpoints/encode';
import type { Weights } from './checkpoints/pretrained';
import { residentData } from './data/datasetReader';
import { sessions } from './step/sessions.fixture';
import { collect, type TestResult } from './testRuns';
import { describeOnBackends } from './tfjs/testBackends';
import { train } from './trainer';
import { sumBatches } from './training/sumBatches';
import type { Task, Workload } from './workload';

const { specs, graph } = sessions(['a', 'b'], 1);
/** Of the shared layer and one head; `kernel` is [3, 32], `layer0` [32, 32], each head [32, 1]. */
const constant = (shape: number[], value: number) => ({
  shape,
  data: new Float32Array(shape.reduce((a, b) => a * b)).fill(value),
});

const batch = (variant: string, from: number) => ({ rows: Int32Array.of(from, from + 1), variant });

async function prepare(): Promise<Workload> {
  return {
    parameters: specs.map((spec) => ({
      ...spec,
      initializer: (values, _, random) =>
        values.forEach((_, i) => {
          values[i] = random.normal() / 4;
        }),
    })),
    rows: Uint32Array.of(1, 2),
    splits: { train: Uint32Array.of(1, 2), validation: Uint32Array.of(3), test: new Uint32Array() },
    plan: (epoch) => ({ steps: 2, step: (index) => [batch('a', epoch + index), batch('b', index)] }),
    sumNames: ['count', 'loss'],
    metricInfos: [{ name: 'loss', title: 'loss', better: 'min', of: 'both' }],
    metrics: ([count = 0, loss = 0]) => ({ loss: loss / count }),
    initial: async () => new Map([['head.a', new Float32Array(32).fill(0.5)]]),
    fitted: {},
    remarks: [],
    load: async () => ({
      ...graph,
      async evaluate(parameters, rows, { lossWeights }) {
        const sums = await sumBatches(graph, parameters, [{ rows: Int32Array.from(rows), variant: 'a' }], {
          lossWeights,
          sumCount: 2,
        });
        return { metrics: { loss: sums[1]! / sums[0]! } };
      },
      dispose() {},
    }),
  };
}

const task: Task = { outline: prepare, prepare };
const named = { name: 'core.safetensors', sha256: 'a'.repeat(64) };

describeOnBackends('a run that starts from given weights', (_name, backend) => {
  const run = (
    maxSteps: number,
    pretrained: object,
    more: { weights?: Weights; resume?: TestResult['latest'] } = {},
  ) => {
    const training = { epochs: 9, maxSteps, emaDecay: 0.9, learningRate: 0.02, pretrained };
    const { config } = parseConfigOf(runConfigSchema, { task: 'sessions', training });
    return collect(
      train({
        config,
        task,
        data: residentData(new Map()),
        fingerprint: 'test',
        backend: backend(),
        control: { request: 'run' },
        ...(more.resume && { resume: more.resume }),
        ...(more.weights && { pretrained: more.weights }),
      }),
    );
  };
  const ofParameter = ({ latest }: TestResult, name: string) =>
    latest.tensors.find((tensor) => tensor.name === name)!.data;
  const reportOf = ({ events }: TestResult) =>
    events.flatMap((event) =>
      event.type === 'warning' && event.code === 'pretrained' ? [event.message] : [],
    );

  it('takes averages by exact name without prefixes, reports the rest, and freezes exactly what it took', async () => {
    const weights: Weights = new Map([
      ['model.kernel', constant([3, 32], 9)],
      ['ema/kernel', constant([3, 32], 0.25)],
      ['optimizer/m/kernel', constant([3, 32], 9)],
      ['model.layer0', constant([32, 32], 0.01)],
      ['head.b', constant([32], 9)],
      ['readout', constant([2], 9)],
    ]);
    const result = await run(4, { ...named, freeze: true }, { weights });
    expect(reportOf(result)).toEqual([
      'Loaded 2 of 4 parameters from core.safetensors, which stay frozen; 2 start anew: head.a, head.b; another shape has head.b ([32], here [32, 1]); 2 tensors of the file were not used: head.b, readout.',
    ]);
    expect(new Set(ofParameter(result, 'kernel'))).toEqual(new Set([0.25]));
    expect(new Set(ofParameter(result, 'layer0'))).toEqual(new Set([Math.fround(0.01)]));
    expect(ofParameter(result, 'head.a')[0]).not.toBe(0.5);
    expect(result.latest.state.pretrained).toEqual(['kernel', 'layer0']);
  });

  it('trains what it loaded where nothing is frozen, and loads only what is asked for', async () => {
    const weights: Weights = new Map([
      ['kernel', constant([3, 32], 0.25)],
      ['head.b', constant([32, 1], 0.125)],
    ]);
    const result = await run(2, { ...named, only: ['head.*'] }, { weights });
    expect(reportOf(result)[0]).toMatch(
      /^Loaded 1 of 4 .* anew: kernel, layer0, head.a; 1 tensor .*: kernel\.$/,
    );
    expect(new Set(ofParameter(result, 'head.b')).size).toBeGreaterThan(1);
  });

  it('begins with what the data suggest, which given weights overrule', async () => {
    const still = { only: ['head.a', 'kernel'], freeze: true };
    const given = await run(
      2,
      { ...named, ...still },
      { weights: new Map([['head.a', constant([32, 1], -1)]]) },
    );
    expect(new Set(ofParameter(given, 'head.a'))).toEqual(new Set([-1]));
    const suggested = await run(
      2,
      { ...named, ...still },
      { weights: new Map([['kernel', constant([3, 32], 0)]]) },
    );
    // A kernel of zeros that is frozen lets nothing reach the heads.
    expect([...ofParameter(suggested, 'head.a')].every((value) => Math.abs(value - 0.5) < 0.01)).toBe(true);
  });

  it('goes on in every bit without the file, with the same parameters frozen', async () => {
    const weights: Weights = new Map([['layer0', constant([32, 32], 0.03)]]);
    const frozen = { ...named, freeze: true };
    const whole = await run(7, frozen, { weights });
    const half = await run(3, frozen, { weights });
    const resume = decodeCheckpoint(encodeCheckpoint(half.latest));
    const rest = await run(7, frozen, { resume });
    expect(rest.latest.tensors).toEqual(whole.latest.tensors);
    expect(rest.latest.state.pretrained).toEqual(['layer0']);
    expect(reportOf(rest)).toEqual([]);
  });

  it('is refused where nothing matches, and where weights and their name are not both there', async () => {
    const strange: Weights = new Map([['conv1.weight', constant([2], 1)]]);
    await expect(run(1, named, { weights: strange })).rejects.toMatchObject({
      code: 'config-invalid',
      place: 'training.pretrained',
      received: 'conv1.weight',
    });
    await expect(run(1, named)).rejects.toMatchObject({ code: 'config-invalid' });
    await expect(run(1, {}, { weights: strange })).rejects.toMatchObject({ code: 'config-invalid' });
  });
});
