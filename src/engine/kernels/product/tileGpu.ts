/**
 * WGSL of a matrix product C = A·B: each thread keeps a tile of C, 4 × 4 or 8 × 8, in registers and sums over K in order, so
 * the result is the same in every run and with every tiling. Operands are expressions, so that they can be computed as
 * they are loaded. Where the lengths divide by 4 they are loaded four values at a time, whichever way they lie in memory.
 */

import { activeTiles, type ProductTilingName, productClass, productTilings } from '../program/tileChoice';
import { quotient, remainder } from '../program/wgsl';
import { type Lanes, LIGHT, type Product, type Read } from './operand';
import { productPanels } from './panelsGpu';

/** Threads along each side of a workgroup of 64, where it reads from workgroup memory. */
const SIDE = 8;
/** Below so many tiles, workgroups of fewer threads: a device has more than one place to compute them. */
const MANY_TILES = 512;
const FEW_TILES = 64;

interface Tile {
  rows: number;
  columns: number;
}

export interface ProductProgram {
  declarations: string;
  /** Sees `workgroup` and `localIndex`. */
  body: string;
  threads: number;
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
  const {
    m,
    n,
    k,
    bias = false,
    finish = (values) => values,
    output: array = 'result',
    columnSums,
  } = product;
  const { shared } = productTilings[tiling];
  const tile = tileOf(product, tiling);
  const tilesAcross = Math.ceil(n / tile.columns);
  // Narrow results are computed by a narrow workgroup, or most of its threads would have nothing to do.
  const wide = shared ? SIDE : Math.min(SIDE, threads, 2 ** Math.ceil(Math.log2(tilesAcross)));
  const [rowStep, columnStep] = [(tile.rows * threads) / wide, tile.columns * wide];
  const across = Math.ceil(n / columnStep);
  const output: Lanes = n % 4 === 0 ? 4 : 1;
  const { lanes, advance } = arrangement(product);
  const rows = upTo(tile.rows);
  const columns = upTo(tile.columns);
  const quads = upTo(tile.columns / 4);
  const panels = shared ? productPanels(product, lanes, tile.rows * SIDE) : null;
  const memory = fromMemory(product, lanes, tile);
  const sums = sumLines(product, lanes, tile, panels?.read ?? memory.read);
  const loop = (length: string) => `for (var k = 0; k < ${length}; k += ${advance}) {
    ${sums.join('\n    ')}
  }`;
  const allFit = m % rowStep === 0 && n % columnStep === 0;
  // No check where every tile lies inside: on a software adapter each costs as much as several multiplications. With
  // workgroup memory the threads beyond the edge go on, since they take part in the barriers.
  const rowsFit = shared ? allFit : m % tile.rows === 0;
  const columnsFit = shared ? allFit : n % tile.columns === 0;
  const inside = (fits: boolean, at: string, length: number, store: string) =>
    fits ? store : `if (${at} < ${length}) { ${store} }`;
  const inLanes = (value: string) => quotient(value, output);
  const quad = (start: string, i: number, h: number) => `${start} + ${(i * n + 4 * h) / output}`;
  const storeQuad = (into: string, at: string, h: number, value: string) =>
    output === 4
      ? inside(columnsFit, `column + ${4 * h}`, n, `${into}[${at}] = ${value};`)
      : upTo(4)
          .map((j) =>
            inside(columnsFit, `column + ${4 * h + j}`, n, `${into}[${at} + ${j}] = ${value}[${j}];`),
          )
          .join(' ');
  const store = (i: number, h: number) => {
    const at = quad('start', i, h);
    const value = `v${i}${h}`;
    const stored = inside(rowsFit, `row + ${i}`, m, storeQuad(array, at, h, value));
    return `let ${value} = ${finish(`(s${i}${h} + shift${h})`, at)}; ${stored}`;
  };
  const storeSums = (into: string) =>
    quads.map((h) => storeQuad(into, quad(inLanes('column'), 0, h), h, `t${h}`)).join(' ');
  return {
    tiling,
    threads,
    workgroups: Math.ceil(m / rowStep) * across,
    lanes: { ...lanes, output },
    declarations: panels?.declarations ?? '',
    // Loads beyond the edge are clamped to the last rows or columns; stores beyond it are left out.
    body: `
  let firstRow = ${quotient('workgroup', across)} * ${rowStep};
  let firstColumn = ${remainder('workgroup', across)} * ${columnStep};
  let ownRow = ${quotient('i32(localIndex)', wide)} * ${tile.rows};
  let ownColumn = ${remainder('i32(localIndex)', wide)} * ${tile.columns};
  let row = firstRow + ownRow;
  let column = firstColumn + ownColumn;
  let start = row * ${n / output} + ${inLanes('column')};
  ${shared || allFit ? '' : `if (row >= ${m} || column >= ${n}) { return; }`}
  ${rows.map((i) => `let r${i} = ${rowsFit ? `row + ${i}` : `min(row + ${i}, ${m - 1})`};`).join(' ')}
  ${columns.map((j) => `let c${j} = ${columnsFit ? `column + ${j}` : `min(column + ${j}, ${n - 1})`};`).join(' ')}
  ${shared ? '' : memory.declarations}
  ${rows.flatMap((i) => quads.map((h) => `var s${i}${h} = vec4f(0.0);`)).join(' ')}
  ${columnSums ? quads.map((h) => `var t${h} = vec4f(0.0);`).join(' ') : ''}
  ${panels?.around(loop) ?? loop(String(k))}
  ${quads.map((h) => `let shift${h} = ${bias ? `vec4f(${upTo(4).map((j) => `bias[c${4 * h + j}]`)})` : 'vec4f(0.0)'};`).join(' ')}
  ${rows.flatMap((i) => quads.map((h) => store(i, h))).join('\n  ')}
  ${columnSums ? `if (row == 0) { ${storeSums(columnSums)} }` : ''}`,
  };
}

/** What a thread computes. Without workgroup memory it is no larger than the product, in steps of four. */
function tileOf({ m, n }: Product, tiling: ProductTilingName): Tile {
  const { tile, shared } = productTilings[tiling];
  const side = (length: number) => (shared ? tile : Math.min(tile, 4 * Math.ceil(length / 4)));
  return { rows: side(m), columns: side(n) };
}

function threadsOf(product: Product, tiling: ProductTilingName): number {
  const { m, n, k } = product;
  const { rows, columns } = tileOf(product, tiling);
  const tiles = Math.ceil(m / rows) * Math.ceil(n / columns);
  if (productTilings[tiling].shared || tiles >= MANY_TILES) return 64;
  if (tiles >= FEW_TILES) return 32;
  return m * n * k <= LIGHT ? 2 ** Math.ceil(Math.log2(tiles)) : 4;
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
function fromMemory(product: Product, lanes: { a: Lanes; b: Lanes }, tile: Tile) {
  const operand = (name: 'a' | 'b') => {
    const { contiguous, load } = product[name];
    const width = lanes[name];
    const [along, length, tileLength] =
      name === 'a' ? ['row', product.m, tile.rows] : ['column', product.n, tile.columns];
    const alongK = contiguous === 'k';
    const place = (i: number) => {
      if (alongK) return `${along[0]}${i} * ${product.k / width}`;
      return width === 4 ? quotient(`min(${along} + ${i}, ${length - 4})`, 4) : `${along[0]}${i}`;
    };
    const places = upTo(alongK || width === 1 ? tileLength : tileLength / 4).map((i) =>
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
function sumLines({ a, b, columnSums }: Product, lanes: { a: Lanes }, tile: Tile, read: Read): string[] {
  const rows = upTo(tile.rows);
  const quads = upTo(tile.columns / 4);
  const four = upTo(4);
  const sumsOfB = columnSums ? quads.map((h) => `t${h} += b${h};`) : [];
  if (lanes.a === 1) {
    const loads = quads.map((h) => `let b${h} = vec4f(${four.map((j) => read('b', 4 * h + j, 'k'))});`);
    const row = (i: number) =>
      `let a${i} = ${read('a', i, 'k')}; ${quads.map((h) => `s${i}${h} += a${i} * b${h};`).join(' ')}`;
    return [...loads, ...sumsOfB, ...rows.map(row)];
  }
  if (a.contiguous === 'other') {
    const loads = [
      ...upTo(tile.rows / 4).map((h) => `let a${h} = ${read('a', 4 * h, 'k')};`),
      ...quads.map((h) => `let b${h} = ${read('b', 4 * h, 'k')};`),
    ];
    const row = (i: number) => quads.map((h) => `s${i}${h} += a${i >> 2}[${i % 4}] * b${h};`).join(' ');
    return [...loads, ...sumsOfB, ...rows.map(row)];
  }
  if (b.contiguous === 'k') {
    const loads = upTo(tile.columns).map((j) => `let b${j} = ${read('b', j, 'k')};`);
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
