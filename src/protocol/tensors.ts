/** What is told of tensors instead of their values: shape, moments, range, what is zero or not finite, a histogram. */
import { z } from 'zod';

/** A tensor of a run. Of the parameters there is one of each kind, with the same name and shape; activations are of layers. */
export interface TensorSummary {
  /** Of the parameter, `input.kernel`, or the layer, `input`. */
  name: string;
  /** `values`, `ema` for averaged weights, `gradients`, `activations`, or the optimizer's own: `firstMoment`. */
  kind: string;
  shape: number[];
  count: number;
  /** Of the finite values, as the next three; null where there is none. */
  mean: number | null;
  /** Of the population: divided by their count. */
  std: number | null;
  min: number | null;
  max: number | null;
  /** Of either sign. */
  zeros: number;
  nans: number;
  infinities: number;
  /**
   * How many finite values lie in each of as many equal parts of the range from `min` to `max`; a single count where
   * they are all the same, none where there is no finite value.
   */
  histogram: number[];
}

const count = z.number().int().min(0);
const finite = z.number().nullable();

export const tensorSummarySchema = z.object({
  name: z.string(),
  kind: z.string(),
  shape: z.array(count),
  count,
  ...{ mean: finite, std: finite, min: finite, max: finite },
  ...{ zeros: count, nans: count, infinities: count },
  histogram: z.array(count),
}) satisfies z.ZodType<TensorSummary>;

/** The tensors of a run at one moment. */
export interface TensorReport {
  /** Completed epochs. */
  epoch: number;
  step: number;
  tensors: TensorSummary[];
}
