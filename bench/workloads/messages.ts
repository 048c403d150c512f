/**
 * Message passing as a task of this project would write it. The batch is always the same molecules, so its graph is
 * uploaded once and `rows` is not looked at.
 */
import * as tf from '@tensorflow/tfjs';
import { createSegments, gatherRows, sumByTarget } from '../../src/engine/kernels/graph/sumByTarget';
import { messageSum } from '../../src/engine/kernels/graph/sumMessages';
import { dense } from '../../src/engine/nn/dense';
import type { Parameters } from '../../src/engine/nn/parameter';
import type { Executable } from '../../src/engine/workload';
import type { MessagesProblem } from '../problems/problem';
import { meanAndSums } from './meanAndSums';

export function messagesExecutable(problem: MessagesProblem): Omit<Executable, 'evaluate'> {
  const { blocks, molecules, atoms } = problem;
  const elements = problem.parameters.embedding?.shape[0] ?? 0;
  const species = createSegments(problem.species, elements);
  const senders = createSegments(problem.senders, molecules * atoms);
  const receivers = createSegments(problem.receivers, molecules * atoms);
  const moleculeOf = createSegments(problem.moleculeOf, molecules);
  const radial = tf.tensor2d(problem.radial.values, problem.radial.shape as [number, number]);
  const energies = tf.tensor2d(problem.energies.values, [molecules, 1]);
  const shiftedSoftplus = (x: tf.Tensor2D): tf.Tensor2D => tf.sub(tf.softplus(x), Math.LN2);

  function predict(parameters: Parameters): tf.Tensor2D {
    let h = gatherRows(parameters.embedding!, species) as tf.Tensor2D;
    for (let i = 0; i < blocks; i++) {
      const layer = (name: string, x: tf.Tensor2D) => dense(parameters, `block${i}.${name}`, x);
      const filter = layer('filter2', shiftedSoftplus(layer('filter1', radial)));
      const heard = messageSum(layer('message', h), filter, senders, receivers) as tf.Tensor2D;
      h = tf.add(h, layer('output2', shiftedSoftplus(layer('output1', heard))));
    }
    const perAtom = dense(parameters, 'readout2', shiftedSoftplus(dense(parameters, 'readout1', h)));
    return sumByTarget(perAtom, moleculeOf) as tf.Tensor2D;
  }
  return {
    forward: (parameters) => meanAndSums(tf.square(tf.sub(predict(parameters), energies)).as1D()),
    dispose() {
      for (const { ids, offsets, order } of [species, senders, receivers, moleculeOf]) {
        tf.dispose([ids, offsets, order]);
      }
      tf.dispose([radial, energies]);
    },
  };
}
