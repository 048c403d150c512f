/**
 * WGSL of a matrix product C = A·B: each thread keeps a tile of C, 4 × 4 or 8 × 8, in registers and sums over K in order, so
 * the result is the same in every run and with every tiling. Operands are expressions, so that they can be computed as
 * they are loaded. Where the lengths divide by 4 they are loaded four values at a time, whichever way they lie in memory.
 */
import type { Lanes, Product, Read } from './product';
import { productPanels } from './productPanels';
import { activeTiles, type ProductTilingName, productClass, productTilings } from './tileChoice';

/** Threads along each side of a workgroup of 64, where it reads from workgroup memory. */
const SIDE = 8;
/** Below so many tiles, workgroups of half as many threads: a device has more than one place to compute them. */
const FEW_TILES = 512;

export interface ProductProgram {
  declarations: string;
  /** Sees `workgroup` and `localIndex`. */
  body: string;
  threads: 32 | 64;
  workgroups: number;
  /** How the arrays of each operand and of the result have to be bound. */
  lanes: { a: Lanes; b: Lanes; output: Lanes };
  /** Belongs into the program's key. */
  tiling: ProductTilingName;
}

/**
 * @param tiling what was measured to be best for so many outputs, when not given.
 * @param threads of a workgroup, for a tiling without workgroup memory; by the number of tiles when not given.
 */
export function productTile(
  product: Product,
  tiling: ProductTilingName = activeTiles()[productClass(product.m * product.n)],
  threads = threadsOf(product, tiling),
): ProductProgram {
  const { m, n, k, bias = false, finish = (values) => values, output: array = 'result' } = product;
  const { tile, shared } = productTilings[tiling];
  const tilesAcross = Math.ceil(n / tile);
  // Narrow results are computed by a narrow workgroup, or most of its threads would have nothing to do.
  const wide = shared ? SIDE : Math.min(SIDE, 2 ** Math.ceil(Math.log2(tilesAcross)));
  const [rowStep, columnStep] = [(tile * threads) / wide, tile * wide];
  const across = Math.ceil(n / columnStep);
  const output: Lanes = n % 4 === 0 ? 4 : 1;
  const { lanes, advance } = arrangement(product);
  const rows = upTo(tile);
  const quads = upTo(tile / 4);
  const panels = shared ? productPanels(product, lanes, tile * SIDE) : null;
  const memory = fromMemory(product, lanes, tile);
  const sums = sumLines(product, lanes, tile, panels?.read ?? memory.read);
  const loop = (length: string) => `for (var k = 0; k < ${length}; k += ${advance}) {
    ${sums.join('\n    ')}
  }`;
  const store = (i: number, h: number) => {
    const at = `(row + ${i}) * ${n} + column + ${4 * h}`;
    const value = `v${i}${h}`;
    const stores =
      output === 4
        ? [`if (column + ${4 * h} < ${n}) { ${array}[(${at}) / 4] = ${value}; }`]
        : upTo(4).map(
            (j) => `if (column + ${4 * h + j} < ${n}) { ${array}[${at} + ${j}] = ${value}[${j}]; }`,
          );
    return `let ${value} = ${finish(`(s${i}${h} + shift${h})`)}; if (row + ${i} < ${m}) { ${stores.join(' ')} }`;
  };
  return {
    tiling,
    threads,
    workgroups: Math.ceil(m / rowStep) * across,
    lanes: { ...lanes, output },
    declarations: panels?.declarations ?? '',
    // Loads beyond the edge are clamped to the last rows or columns; stores beyond it are left out.
    body: `
  let firstRow = (workgroup / ${across}) * ${rowStep};
  let firstColumn = (workgroup % ${across}) * ${columnStep};
  let ownRow = (i32(localIndex) / ${wide}) * ${tile};
  let ownColumn = (i32(localIndex) % ${wide}) * ${tile};
  let row = firstRow + ownRow;
  let column = firstColumn + ownColumn;
  ${shared ? '' : `if (row >= ${m} || column >= ${n}) { return; }`}
  ${rows.map((i) => `let r${i} = min(row + ${i}, ${m - 1}); let c${i} = min(column + ${i}, ${n - 1});`).join(' ')}
  ${shared ? '' : memory.declarations}
  ${rows.flatMap((i) => quads.map((h) => `var s${i}${h} = vec4f(0.0);`)).join(' ')}
  ${panels?.around(loop) ?? loop(String(k))}
  ${quads.map((h) => `let shift${h} = ${bias ? `vec4f(${upTo(4).map((j) => `bias[c${4 * h + j}]`)})` : 'vec4f(0.0)'};`).join(' ')}
  ${rows.flatMap((i) => quads.map((h) => store(i, h))).join('\n  ')}`,
  };
}

function threadsOf({ m, n }: Product, tiling: ProductTilingName): 32 | 64 {
  const { tile, shared } = productTilings[tiling];
  return shared || Math.ceil(m / tile) * Math.ceil(n / tile) >= FEW_TILES ? 64 : 32;
}

function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}

/** How the operands are loaded, and by how much the loop over K advances. */
function arrangement({ m, n, k, a, b, vectors = true }: Product): {
  lanes: { a: Lanes; b: Lanes };
  advance: Lanes;
} {
  if (!vectors) return { lanes: { a: 1, b: 1 }, advance: 1 };
  const lie = `${a.contiguous} ${b.contiguous}`;
  if (lie === 'k other' && k % 4 === 0 && n % 4 === 0) return { lanes: { a: 4, b: 4 }, advance: 4 };
  if (lie === 'k k' && k % 4 === 0) return { lanes: { a: 4, b: 4 }, advance: 4 };
  if (lie === 'other other' && m % 4 === 0 && n % 4 === 0) return { lanes: { a: 4, b: 4 }, advance: 1 };
  return { lanes: { a: 1, b: 1 }, advance: 1 };
}

/**
 * Reads from memory, where the thread needs the value. What does not depend on K is declared outside of the loop: software
 * adapters compute whatever the source says, and integer division most slowly.
 */
function fromMemory(product: Product, lanes: { a: Lanes; b: Lanes }, tile: number) {
  const operand = (name: 'a' | 'b') => {
    const { contiguous, load } = product[name];
    const width = lanes[name];
    const [along, length] = name === 'a' ? ['row', product.m] : ['column', product.n];
    const alongK = contiguous === 'k';
    const place = (i: number) => {
      if (alongK) return `${along[0]}${i} * ${product.k / width}`;
      return width === 4 ? `min(${along} + ${i}, ${length - 4}) / 4` : `${along[0]}${i}`;
    };
    const places = upTo(alongK || width === 1 ? tile : tile / 4).map((i) =>
      alongK || width === 1 ? i : 4 * i,
    );
    return {
      declarations: places.map((i) => `let ${name}At${i} = ${place(i)};`).join(' '),
      read: (i: number, k: string) => {
        const step = alongK ? (width === 4 ? `(${k} >> 2u)` : k) : `${k} * ${length / width}`;
        return load(`${name}At${i} + ${step}`, width);
      },
    };
  };
  const [a, b] = [operand('a'), operand('b')];
  const read: Read = (name, number, k) => (name === 'a' ? a : b).read(number, k);
  return { declarations: `${a.declarations} ${b.declarations}`, read };
}

/** One turn of the loop over K, by how the operands lie. */
function sumLines({ a, b }: Product, lanes: { a: Lanes }, tile: number, read: Read): string[] {
  const rows = upTo(tile);
  const quads = upTo(tile / 4);
  const four = upTo(4);
  if (lanes.a === 1) {
    const loads = quads.map((h) => `let b${h} = vec4f(${four.map((j) => read('b', 4 * h + j, 'k'))});`);
    const row = (i: number) =>
      `let a${i} = ${read('a', i, 'k')}; ${quads.map((h) => `s${i}${h} += a${i} * b${h};`).join(' ')}`;
    return [...loads, ...rows.map(row)];
  }
  if (a.contiguous === 'other') {
    const loads = quads.flatMap((h) => [
      `let a${h} = ${read('a', 4 * h, 'k')};`,
      `let b${h} = ${read('b', 4 * h, 'k')};`,
    ]);
    const row = (i: number) => quads.map((h) => `s${i}${h} += a${i >> 2}[${i % 4}] * b${h};`).join(' ');
    return [...loads, ...rows.map(row)];
  }
  if (b.contiguous === 'k') {
    const loads = rows.map((j) => `let b${j} = ${read('b', j, 'k')};`);
    const row = (i: number) =>
      `let a${i} = ${read('a', i, 'k')}; ${quads
        .map((h) => `s${i}${h} += vec4f(${four.map((j) => `dot(a${i}, b${4 * h + j})`)});`)
        .join(' ')}`;
    return [...loads, ...rows.map(row)];
  }
  const loads = four.flatMap((q) => quads.map((h) => `let b${q}${h} = ${read('b', 4 * h, `(k + ${q})`)};`));
  const row = (i: number) =>
    `let a${i} = ${read('a', i, 'k')}; ${quads
      .map((h) => `s${i}${h} += ${four.map((q) => `a${i}[${q}] * b${q}${h}`).join(' + ')};`)
      .join(' ')}`;
  return [...loads, ...rows.map(row)];
}
