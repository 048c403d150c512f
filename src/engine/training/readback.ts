/**
 * Brings the numbers of optimizer steps to the host in groups, one group behind the steps, so that reading never
 * stalls the device; they arrive when the device is done, which times the steps. Each record is [sums..., gradient norm], and where micro-batches may be left out then [kept...].
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
  examples: number;
  /** When its work was begun to be handed to the device, in milliseconds of the readback's clock. */
  begun: number;
}

export interface StepRecord extends StepTag {
  sums: Float64Array;
  gradientNorm: number;
  /** Variants of micro-batches that were left out, because they were not finite. */
  leftOut: string[];
  /**
   * Mean time of a step in its group: from when the group before had been computed, or from the group's beginning where the
   * device had nothing to do, until the group had. When a step was handed over says nothing of how long it takes.
   */
  milliseconds: number;
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

/** @param sumCount how many sums a record begins with. @param now the clock, in milliseconds. */
export function createReadback(sumCount: number, now: () => number = () => performance.now()): Readback {
  let tags: StepTag[] = [];
  let records: tf.Tensor1D[] = [];
  let reading: Promise<StepRecord[]> = Promise.resolve([]);
  /** When the device had computed what was read last. */
  let computed = Number.NEGATIVE_INFINITY;

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
    const begun = Math.max(computed, groupTags[0]!.begun);
    computed = now();
    const milliseconds = (computed - begun) / groupTags.length;
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
        milliseconds,
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
