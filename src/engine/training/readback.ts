/**
 * Brings the numbers of optimizer steps to the host in groups, one group behind the steps, so that reading never
 * stalls the device. Each record is [sums..., gradient norm], and where micro-batches may be left out then [kept...].
 */
import * as tf from '@tensorflow/tfjs';

/** What the host knows of a step before its numbers arrive. */
export interface StepTag {
  step: number;
  /** Fractional epoch at the end of the step. */
  epoch: number;
  learningRate: number;
  /** Of its micro-batches. */
  variants: readonly string[];
}

export interface StepRecord extends StepTag {
  sums: Float64Array;
  gradientNorm: number;
  /** Variants of micro-batches that were left out, because they were not finite. */
  leftOut: string[];
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

/** @param sumCount how many sums a record begins with. */
export function createReadback(sumCount: number): Readback {
  let tags: StepTag[] = [];
  let records: tf.Tensor1D[] = [];
  let reading: Promise<StepRecord[]> = Promise.resolve([]);

  async function start(): Promise<StepRecord[]> {
    if (records.length === 0) return [];
    const [group, groupTags] = [records, tags];
    records = [];
    tags = [];
    const joined = tf.concat(group);
    const sizes = group.map(({ size }) => size);
    tf.dispose(group);
    const values = await joined.data();
    joined.dispose();
    let end = 0;
    return groupTags.map((tag, i) => {
      const begin = end;
      end += sizes[i]!;
      const kept = values.slice(begin + sumCount + 1, end);
      return {
        ...tag,
        sums: Float64Array.from(values.slice(begin, begin + sumCount)),
        gradientNorm: values[begin + sumCount]!,
        leftOut: tag.variants.filter((_, batch) => kept[batch] === 0),
      };
    });
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
