/** What a layer asks of its model's arena, and gets: parameters by name. */
import type * as tf from '@tensorflow/tfjs';
import type { Initializer } from './initializers';

export interface ParameterSpec {
  /** Dotted path, for example `block0.linear1.kernel`. */
  name: string;
  shape: number[];
  initializer: Initializer;
  /** Kernels take weight decay; biases, gains and embeddings do not unless asked for. */
  decay: boolean;
  /** A running statistic: it has no gradient, and each step replaces it by what `forward` gives in `running`. */
  running?: boolean;
}

/** Parameters as tensors, by name; views of the arena, never to be disposed by their user. */
export type Parameters = Readonly<Record<string, tf.Tensor>>;

/** How a pass through a model is run. */
export interface PassContext {
  training: boolean;
  /** int32 [2]: seed and optimizer-step counter, an input of the step, for dropout and augmentation. */
  random: tf.Tensor1D;
}
