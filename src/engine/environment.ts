/** Which programs compute here, in words that a run keeps beside its numbers. */
import * as tf from '@tensorflow/tfjs';
import type { Environment } from '../protocol/events';
import { runtimeHere } from './runtime';

export function environmentHere(): Environment {
  return { ...runtimeHere(), tensorflow: tf.version_core };
}
