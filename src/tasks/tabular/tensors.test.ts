/** Looking at a run's tensors: what is told is right, on every backend alike, and no bit of the training changes. */
import { expect, it } from 'vitest';
import { checkpointReport } from '../../engine/checkpoints/tensorSummaries';
import { syntheticTable } from '../../engine/testRuns';
import { describeOnBackends } from '../../engine/tfjs/testBackends';
import type { TensorReport, TensorSummary } from '../../protocol/tensors';
import { runTable } from './tableRuns.fixture';

const arrays = syntheticTable(160);

const kindsOf = ({ tensors }: TensorReport) => [...new Set(tensors.map(({ kind }) => kind))];
const ofKind = ({ tensors }: TensorReport, wanted: string) => tensors.filter(({ kind }) => kind === wanted);

/** Squares of all values, from their mean and spread. */
function squares(tensors: readonly TensorSummary[]): number {
  return tensors.reduce((sum, { count, mean, std }) => sum + count * (mean! ** 2 + std! ** 2), 0);
}

describeOnBackends('the tensors of a run', (_, backend) => {
  const training = {
    maxSteps: 20,
    batchSize: 8,
    gradientAccumulationSteps: 2,
    emaDecay: 0.9,
    learningRate: 0.01,
    logEveryNSteps: 1,
    gradientClipNorm: 0.05,
  };
  const config = (more: object = {}) => ({
    model: { hiddenSize: 12, numLayers: 1, dropout: 0.3 },
    training: { ...training, ...more },
  });

  it('are told at the epochs that the setting names, and leave the run as it is without', async () => {
    const plain = await runTable({ config: config(), arrays, backend: backend() });
    expect(plain.events.filter(({ type }) => type === 'tensors')).toEqual([]);
    const told = await runTable({
      config: config({ logTensorsEveryNEpochs: 2 }),
      arrays,
      backend: backend(),
    });
    const reports = told.events.filter((event) => event.type === 'tensors');
    expect(reports.map(({ epoch, step }) => [epoch, step])).toEqual([[2, 16]]);
    // The history keeps those whose course is looked at with the row of their epoch.
    const kept = told.epochs.map(({ tensors }) => tensors ?? null);
    const shown = reports[0]!.tensors.filter(({ kind }) =>
      ['values', 'gradients', 'activations'].includes(kind),
    );
    expect(kept).toEqual(told.epochs.map(({ epoch }) => (epoch === 2 ? shown : null)));
    expect(told.latest.tensors).toEqual(plain.latest.tensors);
    expect(told.points).toEqual(plain.points);
    expect(told.epochs.map(({ validation }) => validation)).toEqual(
      plain.epochs.map(({ validation }) => validation),
    );
  });

  it('are those of the checkpoint of the same moment, and gradients with the norm of the step', async () => {
    const { events, snapshots, points } = await runTable({
      config: config({ logTensorsEveryNEpochs: 1 }),
      arrays,
      backend: backend(),
    });
    const report = events.find((event) => event.type === 'tensors')!;
    expect(kindsOf(report)).toEqual([
      ...['values', 'ema', 'firstMoment', 'secondMoment'],
      ...['gradients', 'activations'],
    ]);
    const stored = checkpointReport(
      snapshots.find(({ checkpoint }) => checkpoint.state.epoch === 1)!.checkpoint,
    );
    expect(report.tensors.filter(({ kind }) => kind !== 'gradients' && kind !== 'activations')).toEqual(
      stored.tensors,
    );
    // The curve's norm is that of the mean gradient before it is clipped, far above 0.05 here.
    const norm = points.find(({ step }) => step === report.step)!.gradientNorm;
    expect(norm).toBeGreaterThan(0.1);
    expect(Math.sqrt(squares(ofKind(report, 'gradients')))).toBeCloseTo(norm, 5);
  });

  it.each([
    ['resident', Infinity],
    ['streamed', 100],
  ])(
    'are shown between steps and while the run is paused, without an effect: %s data',
    async (_name, residentBytes) => {
      const plain = await runTable({ config: config(), arrays, backend: backend() });
      const shown: [string, TensorReport][] = [];
      const looked = await runTable({
        config: config(),
        arrays,
        backend: backend(),
        residentBytes,
        onEvent(event, control) {
          control.lookers ??= [];
          const look = (when: string, then = () => {}) =>
            control.lookers!.push({
              activations: when !== 'fresh',
              tell(report) {
                shown.push([when, report]);
                then();
              },
            });
          if (event.type === 'started') look('fresh');
          if (event.type === 'batch' && event.step === 5) {
            look('between');
            control.request = 'pause';
          }
          if (event.type === 'paused') look('paused', () => Object.assign(control, { request: 'run' }));
        },
      });
      expect(shown.map(([when]) => when)).toEqual(['fresh', 'between', 'paused']);
      const [fresh, between, paused] = shown.map(([, report]) => report);
      expect(fresh!.step).toBe(0);
      // The numbers of a step come back while the next ones run.
      expect(between!.step).toBeGreaterThanOrEqual(5);
      expect(between!.step).toBeLessThan(20);
      expect(kindsOf(fresh!)).not.toContain('gradients');
      expect(ofKind(fresh!, 'firstMoment').every(({ count, zeros }) => zeros === count)).toBe(true);
      expect(kindsOf(between!)).toContain('gradients');
      const layers = ofKind(between!, 'activations').map(({ name, shape }) => [name, shape]);
      expect(layers[0]).toEqual(['input', [8, 12]]);
      expect(layers.slice(1, 4).map(([name]) => name)).toEqual([
        'input_norm',
        'block0.linear1',
        'block0.norm1',
      ]);
      expect(paused).toEqual(between);
      expect(looked.latest.tensors).toEqual(plain.latest.tensors);
    },
  );

  it('have no gradients or moments of what is frozen', async () => {
    const frozen = [{ pattern: 'input.*', frozen: true }];
    const { events } = await runTable({
      config: config({ parameterGroups: frozen, logTensorsEveryNEpochs: 1 }),
      arrays,
      backend: backend(),
    });
    const report = events.find((event) => event.type === 'tensors')!;
    const kindsWith = (prefix: string) => [
      ...new Set(report.tensors.filter(({ name }) => name.startsWith(prefix)).map(({ kind }) => kind)),
    ];
    expect(kindsWith('input.')).toEqual(['values', 'ema']);
    expect(kindsWith('head.')).toContain('gradients');
  });
});
