/** What is known of every optimizer step, in columns: the form in which it is told, transferred, stored and drawn. */
import { z } from 'zod';

export interface StepColumns {
  /** Optimizer steps done, rising. */
  step: Float64Array;
  /** Fractional epoch, so that curves by epoch and by step are one series. */
  epoch: Float64Array;
  /** When its numbers were read, in milliseconds since 1970; NaN where that is not known. */
  time: Float64Array;
  /**
   * As long as `step` each, NaN where a step has no such value: `stepChannels`, and what the workload keeps besides, for
   * example the parts of its loss.
   */
  channels: Readonly<Record<string, Float64Array>>;
}

/** What every step has: loss, rate, and the global L2 norm of the gradient before clipping. */
export const stepChannels = ['loss', 'learningRate', 'gradientNorm'] as const;

/** One step of them. */
export type StepPoint = {
  step: number;
  epoch: number;
  loss: number;
  learningRate: number;
  gradientNorm: number;
};

const column = z.instanceof(Float64Array);

export const stepColumnsSchema = z
  .object({ step: column, epoch: column, time: column, channels: z.record(z.string(), column) })
  .refine(
    ({ step, epoch, time, channels }) =>
      [epoch, time, ...Object.values(channels)].every(({ length }) => length === step.length),
    'columns of different lengths',
  ) satisfies z.ZodType<StepColumns>;

export const noSteps: StepColumns = {
  step: new Float64Array(0),
  epoch: new Float64Array(0),
  time: new Float64Array(0),
  channels: {},
};

/** Columns of rows. @param rows each with `step` and `epoch`, `time` where it is known, and any channels. */
export function stepColumns(
  rows: readonly Readonly<Record<string, number> & { step: number; epoch: number }>[],
): StepColumns {
  const names = new Set(rows.flatMap((row) => Object.keys(row)));
  const columnOf = (name: string) => Float64Array.from(rows, (row) => row[name] ?? Number.NaN);
  const channels = [...names].filter((name) => name !== 'step' && name !== 'epoch' && name !== 'time');
  return {
    step: columnOf('step'),
    epoch: columnOf('epoch'),
    time: columnOf('time'),
    channels: Object.fromEntries(channels.map((name) => [name, columnOf(name)])),
  };
}

/** Step `index`. */
export function stepPoint({ step, epoch, channels }: StepColumns, index: number): StepPoint {
  const at = (name: (typeof stepChannels)[number]) => channels[name]?.[index] ?? Number.NaN;
  return {
    step: step[index]!,
    epoch: epoch[index]!,
    loss: at('loss'),
    learningRate: at('learningRate'),
    gradientNorm: at('gradientNorm'),
  };
}

export function stepPoints(columns: StepColumns): StepPoint[] {
  return Array.from(columns.step, (_, index) => stepPoint(columns, index));
}

/** One after another, in arrays of their own; a channel that only some have is NaN in the others. */
export function joinSteps(parts: readonly StepColumns[]): StepColumns {
  const length = parts.reduce((sum, { step }) => sum + step.length, 0);
  const join = (columnOf: (part: StepColumns) => Float64Array | undefined) => {
    const joined = new Float64Array(length).fill(Number.NaN);
    let end = 0;
    for (const part of parts) {
      const values = columnOf(part);
      if (values) joined.set(values, end);
      end += part.step.length;
    }
    return joined;
  };
  const names = new Set(parts.flatMap(({ channels }) => Object.keys(channels)));
  return {
    step: join(({ step }) => step),
    epoch: join(({ epoch }) => epoch),
    time: join(({ time }) => time),
    channels: Object.fromEntries(
      [...names].map((name) => [
        name,
        join(({ channels }) => (Object.hasOwn(channels, name) ? channels[name] : undefined)),
      ]),
    ),
  };
}

/** Steps [from, to), in arrays of their own unless they are all. */
export function sliceSteps(columns: StepColumns, from: number, to: number): StepColumns {
  if (from === 0 && to >= columns.step.length) return columns;
  const part = (values: Float64Array) => values.slice(from, to);
  return {
    step: part(columns.step),
    epoch: part(columns.epoch),
    time: part(columns.time),
    channels: Object.fromEntries(
      Object.entries(columns.channels).map(([name, values]) => [name, part(values)]),
    ),
  };
}

/** How many steps are not after the given one. */
export function stepsUpTo({ step: steps }: StepColumns, step: number): number {
  let low = 0;
  let high = steps.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (steps[middle]! <= step) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The buffers, each once, for handing them over instead of copying. Those of no steps stay: `noSteps` is everybody's. */
export function stepBuffers({ step, epoch, time, channels }: StepColumns): ArrayBuffer[] {
  const buffers = [step, epoch, time, ...Object.values(channels)].flatMap(({ buffer }) =>
    buffer instanceof ArrayBuffer && buffer.byteLength > 0 ? [buffer] : [],
  );
  return [...new Set(buffers)];
}
