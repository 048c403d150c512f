/**
 * Message passing as a task of this project would write it. The batch is always the same molecules, so its graph is
 * uploaded once and `rows` is not looked at.
 */
import * as tf from '@tensorflow/tfjs';
import { dense } from '../../../src/engine/models/dense';
import type { Executable, Parameters } from '../../../src/engine/tasks/task';
import type { MessagesProblem } from '../problems/problem';
import { meanAndSums } from './meanAndSums';

export function messagesExecutable(problem: MessagesProblem): Executable {
  const { blocks, molecules, atoms } = problem;
  const indices = (values: Int32Array) => tf.keep(tf.tensor1d(values, 'int32'));
  const [species, senders] = [indices(problem.species), indices(problem.senders)];
  const [receivers, moleculeOf] = [indices(problem.receivers), indices(problem.moleculeOf)];
  const radial = tf.keep(tf.tensor2d(problem.radial.values, problem.radial.shape as [number, number]));
  const energies = tf.keep(tf.tensor2d(problem.energies.values, [molecules, 1]));
  const shiftedSoftplus = (x: tf.Tensor2D): tf.Tensor2D => tf.sub(tf.softplus(x), Math.LN2);

  function predict(parameters: Parameters): tf.Tensor2D {
    let h: tf.Tensor2D = tf.gather(parameters.embedding as tf.Tensor2D, species);
    for (let i = 0; i < blocks; i++) {
      const layer = (name: string, x: tf.Tensor2D) => dense(parameters, `block${i}.${name}`, x);
      const filter = layer('filter2', shiftedSoftplus(layer('filter1', radial)));
      const sent: tf.Tensor2D = tf.mul(tf.gather(layer('message', h), senders), filter);
      const heard: tf.Tensor2D = tf.unsortedSegmentSum(sent, receivers, molecules * atoms);
      h = tf.add(h, layer('output2', shiftedSoftplus(layer('output1', heard))));
    }
    const perAtom = dense(parameters, 'readout2', shiftedSoftplus(dense(parameters, 'readout1', h)));
    return tf.unsortedSegmentSum(perAtom, moleculeOf, molecules);
  }
  return {
    predict,
    forward: (parameters) => meanAndSums(tf.square(tf.sub(predict(parameters), energies)).as1D()),
    dispose: () => tf.dispose([species, senders, receivers, moleculeOf, radial, energies]),
  };
}
