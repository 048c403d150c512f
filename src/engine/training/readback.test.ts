/** Times of steps on a device whose queue runs behind whoever hands it work, by a clock of the test. */
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { selectBackend } from '../backend';
import { speedOf } from './pace';
import { createReadback, type StepRecord } from './readback';

/** Computes one step after the other, each for so long; handing one over takes a millisecond. */
function slowDevice(stepMilliseconds: number) {
  let time = 0;
  let free = 0;
  /** What is read, in order: when it is computed, and who waits for it. */
  const reads: { at: number; resolve(): void }[] = [];
  const record = () => {
    free = Math.max(time, free) + stepMilliseconds;
    return tf.tensor1d([1, 1]);
  };
  // Reading waits until all that was handed over before has been computed.
  const data = tf.Tensor.prototype.data;
  tf.Tensor.prototype.data = function (this: tf.Tensor) {
    const values = data.call(this);
    const at = free;
    return new Promise((resolve) => reads.push({ at, resolve: () => resolve(values) })) as never;
  };
  return {
    now: () => time,
    record,
    pass(milliseconds: number) {
      time += milliseconds;
    },
    /** Passes the time until the next read has been computed. */
    async finish() {
      const next = reads.shift();
      if (!next) return;
      time = Math.max(time, next.at);
      next.resolve();
      for (let turn = 0; turn < 5; turn++) await Promise.resolve();
      await new Promise((resolve) => setTimeout(resolve));
    },
    restore() {
      tf.Tensor.prototype.data = data;
    },
  };
}

it('steps are timed until the device has computed them, however far it is behind', async () => {
  await selectBackend('cpu');
  const device = slowDevice(40);
  try {
    const readback = createReadback(1, device.now);
    let step = 0;
    const hand = (count: number) => {
      for (let index = 0; index < count; index++) {
        const begun = device.now();
        const tag = { step: ++step, epoch: 0, learningRate: 1, variants: [''], examples: 20, begun };
        readback.push(tag, device.record());
        device.pass(1);
      }
    };
    const laps: StepRecord[][] = [];
    for (let epoch = 0; epoch < 3; epoch++) {
      hand(5);
      await readback.swap();
      for (let group = 0; group < 3; group++) {
        hand(5);
        const swapped = readback.swap();
        await device.finish();
        laps.push(await swapped);
      }
      // A single step is left at the end of the epoch, with a group under way before it.
      hand(1);
      const drained = readback.drain();
      await device.finish();
      await device.finish();
      laps.push(await drained);
      // Validation.
      device.pass(5000);
    }
    expect(laps.map((records) => records.length)).toEqual([5, 5, 5, 6, 5, 5, 5, 6, 5, 5, 5, 6]);
    for (const records of laps) {
      expect(speedOf(records)).toEqual({ stepMilliseconds: 40, examplesPerSecond: 500 });
    }
    readback.dispose();
  } finally {
    device.restore();
  }
});

it('no steps have no speed', () => {
  expect(speedOf([])).toEqual({ stepMilliseconds: 0, examplesPerSecond: 0 });
});
