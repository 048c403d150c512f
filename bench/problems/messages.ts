/** Energies of random molecules of one size; every atom hears every other of its molecule. */
import { randomStream } from '../../src/engine/random';
import { type Block, type MessagesProblem, normalBlock, zeroBlock } from './problem';

const elements = 10;
const basis = 16;
const readoutWidth = 32;

export function messagesProblem(
  molecules: number,
  atoms: number,
  features: number,
  blocks: number,
): MessagesProblem {
  const parameters: Record<string, Block> = {
    embedding: normalBlock('embedding', [elements, features], 1),
  };
  const add = (name: string, inputs: number, outputs: number) => {
    parameters[`${name}.kernel`] = normalBlock(name, [inputs, outputs], Math.sqrt(1 / inputs));
    parameters[`${name}.bias`] = zeroBlock([outputs]);
  };
  for (let block = 0; block < blocks; block++) {
    add(`block${block}.filter1`, basis, features);
    for (const name of ['filter2', 'message', 'output1', 'output2'])
      add(`block${block}.${name}`, features, features);
  }
  add('readout1', features, readoutWidth);
  add('readout2', readoutWidth, 1);
  const random = randomStream(1, 'species');
  const count = molecules * atoms;
  return {
    kind: 'messages',
    parameters,
    blocks,
    molecules,
    atoms,
    ...edges(molecules, atoms),
    species: Int32Array.from({ length: count }, () => random.below(elements)),
    moleculeOf: Int32Array.from({ length: count }, (_, atom) => Math.floor(atom / atoms)),
    energies: normalBlock('energies', [molecules, 1], 1),
  };
}

/** Edges sorted by receiver, with exp(−4 (distance − 0.4 k)²) for k below `basis`. */
function edges(molecules: number, atoms: number): Pick<MessagesProblem, 'senders' | 'receivers' | 'radial'> {
  const count = molecules * atoms * (atoms - 1);
  const positions = normalBlock('positions', [molecules * atoms, 3], 1.5).values;
  const senders = new Int32Array(count);
  const receivers = new Int32Array(count);
  const radial = zeroBlock([count, basis]);
  let edge = 0;
  for (let receiver = 0; receiver < molecules * atoms; receiver++) {
    const first = receiver - (receiver % atoms);
    for (let sender = first; sender < first + atoms; sender++) {
      if (sender === receiver) continue;
      const offsets = [0, 1, 2].map(
        (axis) => positions[receiver * 3 + axis]! - positions[sender * 3 + axis]!,
      );
      const distance = Math.hypot(...offsets);
      for (let k = 0; k < basis; k++) {
        radial.values[edge * basis + k] = Math.exp(-4 * (distance - 0.4 * k) ** 2);
      }
      senders[edge] = sender;
      receivers[edge] = receiver;
      edge++;
    }
  }
  return { senders, receivers, radial };
}
