/** What has to hold of the capsule of every task: each calls it with a small training of its own. */
import { expect, it } from 'vitest';
import { selectBackend } from '../../engine/backend';
import { decodeCheckpoint } from '../../engine/checkpoints/encode';
import { residentData } from '../../engine/data/datasetReader';
import { describeOnBackends } from '../../engine/tfjs/testBackends';
import { loadModel } from '../../engine/training/evaluate';
import type { ArraySet } from '../../formats/arrays';
import type { RunBundle } from '../../protocol/records';
import type { AskContext } from '../../tasks/engine';
import { engines } from '../../tasks/engines';
import type { ExampleScores } from '../../tasks/exampleScores';
import { taskKind } from '../../tasks/runConfig';
import type { TrainedRun } from './trainedRun.fixture';
import { trainedBundle, verifiedFromCapsule } from './trainedRun.fixture';
import { worstCsv, worstSamples } from './worstSamples';

export interface CapsuleCase extends Pick<TrainedRun, 'config' | 'arrays'> {
  /** The same arrays with other values. */
  others: ArraySet;
  /** A metric, and the part that measures it. */
  metric: string;
  part: 'validation' | 'test';
}

export function describeCapsule(title: string, { config, arrays, others, metric, part }: CapsuleCase): void {
  describeOnBackends(title, (name, backend) => {
    let trained: RunBundle | null = null;
    const bundle = async () => {
      trained ??= await trainedBundle({ config, arrays, backend: backend() });
      return structuredClone(trained);
    };

    const metricsOf = ({ run, epochs }: RunBundle) =>
      part === 'test' ? run.test! : epochs.find(({ step }) => step === run.best!.step)!.validation!;

    it('is reproduced to the bit where it was trained', async () => {
      const verification = await verifiedFromCapsule(await bundle(), { arrays, backend: backend() });
      expect(verification).toMatchObject({ reproduced: true, demand: 'bits' });
      expect(verification.words).toMatch(
        /^Reproduced to the bit: all \d+ metrics of validation( and test)?\.$/,
      );
      for (const { allowed, difference } of verification.checks)
        expect([allowed, difference]).toEqual([0, 0]);
      expect(verification.checks.map((check) => `${check.part} ${check.name}`)).toContain(
        `${part} ${metric}`,
      );
    });

    it('is not reproduced once a metric was changed by a single bit', async () => {
      const changed = await bundle();
      const stored = metricsOf(changed);
      const value = stored[metric]!;
      stored[metric] = nextDouble(value);
      const verification = await verifiedFromCapsule(changed, { arrays, backend: backend() });
      expect(verification).toMatchObject({ reproduced: false, demand: 'bits' });
      expect(verification.words).toContain('Not reproduced, 1 of');
      const failed = verification.checks.filter(({ reproduced }) => !reproduced);
      expect(failed).toMatchObject([{ part, name: metric, measured: value }]);
    });

    it('tells the samples that its best model does worst', async () => {
      const { run, checkpoints } = await bundle();
      const best = checkpoints.find(({ summary }) => summary.step === run.best!.step)!;
      const engine = engines[taskKind(run.config.task)];
      const model = await loadModel(engine, decodeCheckpoint(best.payload), residentData(arrays));
      const { signal } = new AbortController();
      const context = { model: async () => model, signal, progress() {} } as unknown as AskContext;
      const scores = (await engine.questions.scores!.answer({ split: part }, context)) as ExampleScores;
      const samples = worstSamples(scores);
      model.dispose();
      expect(samples.length).toBeGreaterThan(0);
      expect(samples.length).toBeLessThanOrEqual(20);
      const values = samples.map(({ value }) => value);
      const rising = values.toSorted((a, b) => a - b);
      // Errors fall, scores rise.
      expect([rising, rising.toReversed()]).toContainEqual(values);
      expect(worstCsv(samples).trim().split('\n')).toHaveLength(samples.length + 1);
    });

    it('refuses other data', async () => {
      const verified = verifiedFromCapsule(await bundle(), { arrays: others, backend: backend() });
      await expect(verified).rejects.toMatchObject({ code: 'data-mismatch' });
    });

    it('comes again within the tolerance on another backend, and a change beyond it is seen', async () => {
      const stored = await bundle();
      const other = await selectBackend(name === 'cpu' ? 'wasm' : 'cpu');
      try {
        const verification = await verifiedFromCapsule(stored, { arrays, backend: other });
        expect(verification).toMatchObject({ demand: 'tolerance', now: { name: other.info.name } });
        expect(verification.checks.filter(({ reproduced }) => !reproduced)).toEqual([]);
        expect(verification.reproduced).toBe(true);
        metricsOf(stored)[metric]! *= 1.01;
        const changed = await verifiedFromCapsule(stored, { arrays, backend: other });
        expect(changed.reproduced).toBe(false);
        if (process.env.ANNEAL_DIFFERENCES) console.log(name, differencesOf(verification.checks));
      } finally {
        await selectBackend(name);
      }
    });
  });
}

/** How much of what is allowed is used, at most. */
function differencesOf(checks: readonly { difference: number; stored: number; allowed: number }[]) {
  const most = (of: (check: (typeof checks)[number]) => number) => Math.max(...checks.map(of));
  return {
    relative: most(({ difference, stored }) => (difference === 0 ? 0 : difference / Math.abs(stored))),
    used: most(({ difference, allowed }) => difference / allowed),
  };
}

/** The double beside it that is farther from zero. */
function nextDouble(value: number): number {
  const bits = new BigUint64Array(Float64Array.of(value).buffer);
  bits[0]! += 1n;
  return new Float64Array(bits.buffer)[0]!;
}
