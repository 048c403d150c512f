/** Weights of a loss's parts over a run: fixed, or moved between epochs by a loss scheduler. */
import type { Metrics } from '../../protocol/events';
import type { Json } from '../../protocol/json';

export interface LossWeights {
  /** Parts of the loss, for example `dice` and `bce`. */
  names: string[];
  /** Weights of the coming step, in the order of the names. */
  values(): number[];
  /**
   * An epoch has ended.
   * @param validation null where there is no validation.
   * @param epoch 0 for the first.
   */
  observe(validation: Metrics | null, epoch: number): void;
  state(): Json;
  restore(state: Json): void;
}
