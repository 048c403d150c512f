/** Made-up molecules of many sizes, with potentials of about the right magnitude, for a DCMNet; see `DcmnetProblem`. */
import { randomStream } from '../../src/engine/random';
import { couplings } from './couplings';
import { type Block, type DcmnetProblem, normalBlock, zeroBlock } from './problem';

/** Atoms of each molecule: of the sizes that small organic molecules have, 12.3 in the mean. */
const counts = Int32Array.from([3, 5, 7, 8, 9, 10, 11, 12, 12, 13, 14, 15, 16, 18, 20, 23]);
const points = 512;
const cutoff = 4;
const elements = 37;
const degrees = 3;
/** Å between neighbours, and at least between all atoms. */
const bond = 1.3;
const least = 1;

type Sizes = Pick<DcmnetProblem, 'features' | 'basis' | 'iterations' | 'nDcm'>;

export function dcmnetProblem(sizes: Sizes): DcmnetProblem {
  const molecules = counts.length;
  const most = Math.max(...counts);
  const padded = {
    numbers: { shape: [molecules, most], indices: new Int32Array(molecules * most) },
    positions: zeroBlock([molecules, most, 3]),
    monopoles: zeroBlock([molecules, most]),
  };
  const grid = zeroBlock([molecules, points, 3]);
  const edges: [sender: number, receiver: number][] = [];
  const rows: number[] = [];
  counts.forEach((count, molecule) => {
    const { numbers, places, monopoles, around } = madeUp(molecule, count);
    padded.numbers.indices.set(numbers, molecule * most);
    padded.positions.values.set(places.flat(), molecule * most * 3);
    padded.monopoles.values.set(monopoles, molecule * most);
    grid.values.set(around.flat(), molecule * points * 3);
    const first = rows.length;
    for (let i = 0; i < count; i++) {
      rows.push(molecule * most + i);
      for (let j = 0; j < count; j++)
        if (i !== j && distance(places[i]!, places[j]!) < cutoff) edges.push([first + j, first + i]);
    }
  });
  const flat = ({ shape, values }: Block): Block => {
    const width = shape.length === 3 ? 3 : 1;
    const own = rows.flatMap((row) => [...values.subarray(row * width, (row + 1) * width)]);
    return { shape: [rows.length, ...shape.slice(2)], values: Float32Array.from(own) };
  };
  return {
    kind: 'dcmnet',
    ...sizes,
    cutoff,
    couplings: couplings(),
    lossWeights: { potential: 1e4, monopoles: 0.1 },
    parameters: parametersOf(sizes),
    counts,
    padded,
    grid,
    potential: normalBlock('potential', [molecules, points], 0.02),
    flat: {
      numbers: Int32Array.from(rows, (row) => padded.numbers.indices[row]!),
      positions: flat(padded.positions),
      monopoles: flat(padded.monopoles),
    },
    moleculeOf: Int32Array.from(rows, (row) => Math.floor(row / most)),
    senders: Int32Array.from(edges, ([sender]) => sender),
    receivers: Int32Array.from(edges, ([, receiver]) => receiver),
  };
}

function distance(a: readonly number[], b: readonly number[]): number {
  return Math.hypot(...a.map((value, axis) => value - b[axis]!));
}

/** A tree of bonds that does not meet itself; charges that add up to zero; points 3 to 4 Å from an atom. */
function madeUp(molecule: number, count: number) {
  const random = randomStream(molecule, 'dcmnet');
  const away = (from: readonly number[], length: number) => {
    const direction = [random.normal(), random.normal(), random.normal()];
    return direction.map((value, axis) => from[axis]! + (length * value) / Math.hypot(...direction));
  };
  // In float32, as everybody has them: the cutoff then decides alike everywhere.
  const places: number[][] = [[0, 0, 0]];
  while (places.length < count) {
    const place = away(places[random.below(places.length)]!, bond).map(Math.fround);
    if (places.every((other) => distance(place, other) > least)) places.push(place);
  }
  const charges = Array.from({ length: count }, () => 0.2 * random.normal());
  const mean = charges.reduce((sum, charge) => sum + charge, 0) / count;
  return {
    places,
    numbers: Array.from({ length: count }, () => [1, 1, 6, 6, 7, 8][random.below(6)]!),
    monopoles: charges.map((charge) => charge - mean),
    around: Array.from({ length: points }, () => away(places[random.below(count)]!, 3 + random.uniform())),
  };
}

/** Initial values of about the size that the model has; slots of kernels that no product uses are not zero. */
function parametersOf({ features, basis, iterations, nDcm }: Sizes): Record<string, Block> {
  const parameters: Record<string, Block> = {};
  const add = (name: string, shape: number[], deviation: number) => {
    parameters[name] = normalBlock(name, shape, deviation);
  };
  const dense = (name: string, outputs: number) => {
    add(`${name}.kernel`, [degrees, features, outputs], Math.sqrt(1 / features));
    parameters[`${name}.bias`] = zeroBlock([outputs]);
  };
  add('embedding', [elements, features], Math.sqrt(1 / features));
  for (let t = 0; t < iterations; t++) {
    const name = `iteration${t}`;
    add(`${name}.filter.kernel`, [basis, degrees, features], Math.sqrt(1 / basis));
    add(`${name}.tensor.kernel`, [degrees, t === 0 ? 1 : degrees, degrees, features], 0.5);
    dense(`${name}.dense1`, features);
    dense(`${name}.dense2`, features);
  }
  dense('tensorDense.dense', 2 * nDcm);
  add('tensorDense.tensor.kernel', [degrees, degrees, 2, nDcm], 0.5);
  add('charges.kernel', [nDcm, nDcm], Math.sqrt(1 / nDcm));
  parameters['charges.elementBias'] = zeroBlock([elements]);
  return parameters;
}
