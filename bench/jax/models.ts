/**
 * The models in jax-js, in its own layouts: images NCHW, kernels OIHW. An array is consumed by the operation that takes
 * it; `.ref` keeps it for another use.
 */
import { lax, nn, numpy as np } from '@jax-js/jax';
import type { Block, MessagesProblem, MlpProblem, ModelProblem, UnetProblem } from '../problems/problem';

export type Arrays = Record<string, np.Array>;

export interface JaxModel {
  parameters: Arrays;
  data: Arrays;
  /** Consumes both. @returns a scalar. */
  loss(parameters: Arrays, data: Arrays): np.Array;
}

export function modelOf(problem: ModelProblem): JaxModel {
  switch (problem.kind) {
    case 'mlp':
      return mlp(problem);
    case 'unet':
      return unet(problem);
    case 'messages':
      return messages(problem);
    case 'dcmnet':
      throw new Error('jax-js has no sum over segments.');
    case 'neurons':
      throw new Error('The model of neurons is not written for jax-js.');
  }
}

export function upload({ values, shape }: Block): np.Array {
  return np.array(values, { shape, dtype: np.float32 });
}

function uploadAll(blocks: Record<string, Block>): Arrays {
  return Object.fromEntries(Object.entries(blocks).map(([name, block]) => [name, upload(block)]));
}

function dense(parameters: Arrays, name: string, x: np.Array): np.Array {
  return np.matmul(x, parameters[`${name}.kernel`]!).add(parameters[`${name}.bias`]!);
}

function mlp(problem: MlpProblem): JaxModel {
  const { layers, labels, classes, x } = problem;
  const truth = new Float32Array(labels.length * classes);
  labels.forEach((label, row) => {
    truth[row * classes + label] = 1;
  });
  return {
    parameters: uploadAll(problem.parameters),
    data: { x: upload(x), truth: upload({ values: truth, shape: [labels.length, classes] }) },
    loss(parameters, { x, truth }) {
      let h = x!;
      for (let i = 0; i < layers; i++) {
        h = dense(parameters, `layer${i}`, h);
        if (i < layers - 1) h = nn.relu(h);
      }
      return np.mean(np.sum(nn.logSoftmax(h, -1).mul(truth!), -1)).mul(-1);
    },
  };
}

/** HWIO to OIHW; [height, width, outputs, inputs] to [inputs, outputs, height, width], as both swap the same axes. */
function channelsFirst(parameters: Arrays): Arrays {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, values]) => [
      name,
      name.endsWith('.kernel') ? np.permuteDims(values, [3, 2, 0, 1]) : values.reshape([1, -1, 1, 1]),
    ]),
  );
}

function unet(problem: UnetProblem): JaxModel {
  const { levels, images, masks } = problem;
  const [batch = 1, size = 1] = images.shape;
  /** One channel: NHWC and NCHW are the same numbers. */
  const shape = [batch, 1, size, size];
  const conv = (parameters: Arrays, name: string, x: np.Array) =>
    lax.conv(x, parameters[`${name}.kernel`]!, [1, 1], 'SAME').add(parameters[`${name}.bias`]!);
  const pair = (parameters: Arrays, name: string, x: np.Array) =>
    nn.relu(conv(parameters, `${name}.b`, nn.relu(conv(parameters, `${name}.a`, x))));
  const grow = (parameters: Arrays, name: string, x: np.Array) =>
    lax
      .convTranspose(x, parameters[`${name}.kernel`]!, [2, 2], 'VALID', { transposeKernel: true })
      .add(parameters[`${name}.bias`]!);
  const halve = (x: np.Array) => {
    const [images = 1, channels = 1, height = 1, width = 1] = x.shape;
    return np.max(x.reshape([images, channels, height / 2, 2, width / 2, 2]), [3, 5]);
  };
  return {
    parameters: channelsFirst(uploadAll(problem.parameters)),
    data: { x: upload({ ...images, shape }), truth: upload({ ...masks, shape }) },
    loss(parameters, { x, truth }) {
      const skips: np.Array[] = [];
      let h = x!;
      for (let level = 0; level < levels; level++) {
        h = pair(parameters, `down${level}`, h);
        skips.push(h.ref);
        h = halve(h);
      }
      h = pair(parameters, 'middle', h);
      for (let level = levels - 1; level >= 0; level--) {
        h = pair(
          parameters,
          `up${level}`,
          np.concatenate([skips[level]!, grow(parameters, `up${level}.grow`, h)], 1),
        );
      }
      const logits = conv(parameters, 'head', h);
      const p = nn.sigmoid(logits.ref);
      const bce = np.mean(nn.softplus(logits.ref).sub(logits.mul(truth!.ref)));
      const overlap = np.sum(p.ref.mul(truth!.ref)).mul(2).add(1);
      const dice = overlap
        .div(np.sum(p).add(np.sum(truth!)).add(1))
        .mul(-1)
        .add(1);
      return bce.add(dice);
    },
  };
}

/**
 * jax-js has no segment sum. Every atom hears equally many others and edges are sorted by receiver, so a sum over
 * an axis does the same here: a shortcut that molecules of different sizes would not allow.
 */
function messages(problem: MessagesProblem): JaxModel {
  const { blocks, molecules, atoms } = problem;
  const indices = (values: Int32Array<ArrayBuffer>) => np.array(values, { dtype: np.int32 });
  const shiftedSoftplus = (x: np.Array) => nn.softplus(x).sub(Math.LN2);
  return {
    parameters: uploadAll(problem.parameters),
    data: {
      species: indices(problem.species),
      senders: indices(problem.senders),
      radial: upload(problem.radial),
      energies: upload(problem.energies),
    },
    loss(parameters, { species, senders, radial, energies }) {
      let h = np.take(parameters.embedding!, species!, 0);
      for (let i = 0; i < blocks; i++) {
        const layer = (name: string, x: np.Array) => dense(parameters, `block${i}.${name}`, x);
        const filter = layer('filter2', shiftedSoftplus(layer('filter1', radial!.ref)));
        const sent = np.take(layer('message', h.ref), senders!.ref, 0).mul(filter);
        const heard = np.sum(sent.reshape([molecules * atoms, atoms - 1, -1]), 1);
        h = h.add(layer('output2', shiftedSoftplus(layer('output1', heard))));
      }
      const perAtom = dense(parameters, 'readout2', shiftedSoftplus(dense(parameters, 'readout1', h)));
      const predicted = np.sum(perAtom.reshape([molecules, atoms, 1]), 1);
      radial!.dispose();
      senders!.dispose();
      return np.mean(np.square(predicted.sub(energies!)));
    },
  };
}
