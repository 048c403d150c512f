/** The Huber loss divided by β: its line has slope 1 whatever β is. PyTorch: smooth_l1_loss. */
import * as tf from '@tensorflow/tfjs';
import { huber } from './huber';
import { mae } from './mae';

/**
 * @param beta where the line begins; 0 gives the absolute error.
 * @returns the value of every element, in the shape of the prediction.
 */
export function smoothL1(prediction: tf.Tensor, target: tf.Tensor, beta: number): tf.Tensor {
  return beta === 0 ? mae(prediction, target) : tf.div(huber(prediction, target, beta), beta);
}
