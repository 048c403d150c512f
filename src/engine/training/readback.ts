/**
 * Brings the numbers of optimizer steps to the host in groups, one group behind the steps, so that reading never
 * stalls the device. Each record is [sums..., gradient norm].
 */
import * as tf from '@tensorflow/tfjs';

/** What the host knows of a step before its numbers arrive. */
export interface StepTag {
  step: number;
  /** Fractional epoch at the end of the step. */
  epoch: number;
  learningRate: number;
}

export interface StepRecord extends StepTag {
  sums: Float64Array;
  gradientNorm: number;
}

export interface Readback {
  /** Takes over the record of one step. */
  push(tag: StepTag, record: tf.Tensor1D): void;
  /** Starts reading what was pushed and returns what the call before it started to read. */
  swap(): Promise<StepRecord[]>;
  /** Everything that is still on the way. */
  drain(): Promise<StepRecord[]>;
  dispose(): void;
}

export function createReadback(): Readback {
  let tags: StepTag[] = [];
  let records: tf.Tensor1D[] = [];
  let reading: Promise<StepRecord[]> = Promise.resolve([]);

  async function start(): Promise<StepRecord[]> {
    if (records.length === 0) return [];
    const [group, groupTags] = [records, tags];
    records = [];
    tags = [];
    const stacked = tf.stack(group);
    tf.dispose(group);
    const width = stacked.shape[1] ?? 1;
    const values = await stacked.data();
    stacked.dispose();
    return groupTags.map((tag, i) => ({
      ...tag,
      sums: Float64Array.from(values.slice(i * width, (i + 1) * width - 1)),
      gradientNorm: values[(i + 1) * width - 1]!,
    }));
  }

  async function swap(): Promise<StepRecord[]> {
    const previous = reading;
    reading = start();
    // A rejection is reported by whoever awaits it next; until then it must not count as unhandled.
    reading.catch(() => {});
    return previous;
  }

  return {
    push(tag, record) {
      tags.push(tag);
      records.push(record);
    },
    swap,
    drain: async () => [...(await swap()), ...(await swap())],
    dispose: () => tf.dispose(records),
  };
}
