/** A GPU that fails while it trains: the run ends with a typed error, and nothing that was computed since is kept. */
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { selectBackend } from '../../engine/backend';
import { syntheticTable } from '../../engine/testRuns';
import { internalsOf } from '../../engine/tfjs/gpuInternals';
import { describeOnBackends } from '../../engine/tfjs/testBackends';
import type { TrainerEvent } from '../../engine/training/trainerEvent';
import { runTable } from './tableRuns.fixture';

const arrays = syntheticTable(160);
/** 8 steps an epoch, recorded at the first and replayed from the second on. */
const config = {
  model: { hiddenSize: 8, numLayers: 1 },
  training: { epochs: 3, batchSize: 16, logEveryNSteps: 2 },
};

/** What a driver reports that has run out of something, or found a command invalid. */
function reportError(): void {
  const usage = GPUBufferUsage.MAP_READ | GPUBufferUsage.STORAGE;
  internalsOf(tf.backend()).device.createBuffer({ size: 16, usage });
}

function loseDevice(): void {
  internalsOf(tf.backend()).device.destroy();
}

/** Trains on a device of its own until `fail` is called at the first batch event from `step` on. */
async function failAt(step: number, fail: () => void) {
  const events: TrainerEvent[] = [];
  let failed = false;
  const run = runTable({
    config,
    arrays,
    backend: await selectBackend('webgpu'),
    onEvent(event) {
      if (failed) events.push(event);
      if (event.type === 'batch' && event.step >= step && !failed) {
        failed = true;
        fail();
      }
    },
  });
  const error = await run.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  return { error, after: events.map(({ type }) => type) };
}

describeOnBackends('a GPU that fails', () => {
  for (const [when, step] of [
    ['between two steps', 4],
    ['before a validation', 8],
  ] as const) {
    it(`${when} with an error that nobody awaits ends the run, and no checkpoint is made of what follows`, async () => {
      const { error, after } = await failAt(step, reportError);
      expect(error).toMatchObject({
        code: 'device-lost',
        message: 'The GPU reported an error: what it computed since may be wrong.',
        remedy: expect.stringMatching(/^Use a smaller batch .* The driver says: /),
      });
      expect(after).not.toContain('snapshot');
      expect(after).not.toContain('epoch');
    });

    it(`${when} for good ends the run as device-lost, with what to do`, async () => {
      const { error, after } = await failAt(step, loseDevice);
      expect(error).toMatchObject({
        code: 'device-lost',
        message: 'The GPU was lost: its driver or the browser took it away.',
        // What helps comes first, and what the driver says last.
        remedy: expect.stringMatching(/^Resume from .* wasm meanwhile\. The driver says: destroyed, .*\.$/),
      });
      expect(after).not.toContain('snapshot');
    });
  }
}, ['webgpu']);
