/** From the arrays of a packed batch to what a model predicts of it. */
import * as tf from '@tensorflow/tfjs';
import type { Segments } from '../../../engine/kernels/graph/sumByTarget';
import type { Parameters } from '../../../engine/nn/parameter';
import type { MoleculesConfig } from '../config';
import type { PreparedMolecule } from '../data/packing';
import type { PredictedMolecule } from '../molecule';
import { dcmnet } from './dcmnet';
import { type Prediction, predict, type Reference } from './prediction';

type Inputs = Readonly<Record<string, tf.Tensor>>;

function segments(inputs: Inputs, name: string): Segments {
  const [ids, offsets, order] = [`${name}Ids`, `${name}Offsets`, `${name}Order`].map((key) => inputs[key]);
  return {
    count: offsets!.size - 1,
    ids: ids as tf.Tensor1D,
    offsets: offsets as tf.Tensor1D,
    order: order as tf.Tensor1D,
  };
}

/** What the model predicts of a packed batch, and what the data say. */
export function compare(
  { model, loss }: MoleculesConfig,
  parameters: Parameters,
  inputs: Inputs,
): { prediction: Prediction; reference: Reference } {
  const positions = inputs.positions as tf.Tensor2D;
  const charges = dcmnet(model, parameters, {
    elements: segments(inputs, 'element'),
    senders: segments(inputs, 'sender'),
    receivers: segments(inputs, 'receiver'),
    positions,
  });
  const reference: Reference = {
    atoms: segments(inputs, 'atom'),
    points: segments(inputs, 'point'),
    atomShares: inputs.atomShares as tf.Tensor1D,
    monopoles: inputs.monopoles as tf.Tensor1D,
    grid: inputs.grid as tf.Tensor2D,
    potential: inputs.potential as tf.Tensor1D,
    pointWeights: inputs.pointWeights as tf.Tensor1D,
    pointShares: inputs.pointShares as tf.Tensor1D,
    dipoles: inputs.dipoles as tf.Tensor2D,
    origins: inputs.origins as tf.Tensor2D,
    about: inputs.about as tf.Tensor2D,
  };
  return { prediction: predict(charges, loss, reference), reference };
}

/** The predictions of a batch as numbers, molecule by molecule. */
export async function predictBatch(
  config: MoleculesConfig,
  parameters: Parameters,
  batch: readonly PreparedMolecule[],
  inputs: Inputs,
): Promise<PredictedMolecule[]> {
  const { nDcm } = config.model;
  const found = tf.tidy(() => {
    const { charges, places, potential, dipoles } = compare(config, parameters, inputs).prediction;
    return { charges, places, potential, dipoles };
  });
  const [charges, places, potential, dipoles] = (await Promise.all(
    [found.charges, found.places, found.potential, found.dipoles].map((tensor) => tensor.data()),
  )) as [Float32Array, Float32Array, Float32Array, Float32Array];
  tf.dispose(found);
  let atom = 0;
  let point = 0;
  return batch.map(({ molecule, pointMask }, index) => {
    const own = molecule.atomicNumbers.length * nDcm;
    const points = molecule.grid.length / 3;
    const predicted = {
      molecule,
      nDcm,
      charges: charges.slice(atom, atom + own),
      places: places.slice(3 * atom, 3 * (atom + own)),
      potential: potential.slice(point, point + points),
      pointMask,
      dipole: dipoles.slice(3 * index, 3 * index + 3),
    };
    atom += own;
    point += points;
    return predicted;
  });
}
