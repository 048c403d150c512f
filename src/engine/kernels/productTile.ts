/**
 * WGSL of a matrix product C = A·B: each thread keeps a tile of C, 4 × 4 or 8 × 8, in registers and sums over K in order, so
 * the result is the same in every run and with every tiling. Operands are expressions, so that they can be computed as
 * they are loaded. Where the lengths divide by 4 they are loaded four values at a time, whichever way they lie in memory.
 */
import type { Lanes, Product, Read } from './product';
import { productPanels } from './productPanels';
import { activeTiles, type ProductTilingName, productClass, productTilings } from './tileChoice';

/** Threads along each side of a workgroup of 64. */
const SIDE = 8;

export interface ProductProgram {
  declarations: string;
  body: string;
  workgroups: number;
  /** How the arrays of each operand and of the result have to be bound. */
  lanes: { a: Lanes; b: Lanes; output: Lanes };
  /** Belongs into the program's key. */
  tiling: ProductTilingName;
}

/** @param tiling what was measured to be best for so many outputs, when not given. */
export function productTile(
  product: Product,
  tiling: ProductTilingName = activeTiles()[productClass(product.m * product.n)],
): ProductProgram {
  const { m, n, k, bias = false, finish = (values) => values } = product;
  const { tile, shared } = productTilings[tiling];
  const step = tile * SIDE;
  const across = Math.ceil(n / step);
  const output: Lanes = n % 4 === 0 ? 4 : 1;
  const { lanes, advance } = arrangement(product);
  const rows = upTo(tile);
  const quads = upTo(tile / 4);
  const panels = shared ? productPanels(product, lanes, step) : null;
  const sums = sumLines(product, lanes, tile, panels?.read ?? readFrom(product, lanes));
  const loop = (length: string) => `for (var k = 0; k < ${length}; k += ${advance}) {
    ${sums.join('\n    ')}
  }`;
  const store = (i: number, h: number) => {
    const at = `(row + ${i}) * ${n} + column + ${4 * h}`;
    const value = `v${i}${h}`;
    const stores =
      output === 4
        ? [`if (column + ${4 * h} < ${n}) { result[(${at}) / 4] = ${value}; }`]
        : upTo(4).map((j) => `if (column + ${4 * h + j} < ${n}) { result[${at} + ${j}] = ${value}[${j}]; }`);
    return `let ${value} = ${finish(`(s${i}${h} + shift${h})`)}; if (row + ${i} < ${m}) { ${stores.join(' ')} }`;
  };
  return {
    tiling,
    workgroups: Math.ceil(m / step) * across,
    lanes: { ...lanes, output },
    declarations: panels?.declarations ?? '',
    // Loads beyond the edge are clamped to the last rows or columns; stores beyond it are left out.
    body: `
  let group = index / 64;
  let firstRow = (group / ${across}) * ${step};
  let firstColumn = (group % ${across}) * ${step};
  let ownRow = (i32(localIndex) / ${SIDE}) * ${tile};
  let ownColumn = (i32(localIndex) % ${SIDE}) * ${tile};
  let row = firstRow + ownRow;
  let column = firstColumn + ownColumn;
  ${shared ? '' : `if (row >= ${m} || column >= ${n}) { return; }`}
  ${rows.map((i) => `let r${i} = min(row + ${i}, ${m - 1}); let c${i} = min(column + ${i}, ${n - 1});`).join(' ')}
  ${rows.flatMap((i) => quads.map((h) => `var s${i}${h} = vec4f(0.0);`)).join(' ')}
  ${panels?.around(loop) ?? loop(String(k))}
  ${quads.map((h) => `let shift${h} = ${bias ? `vec4f(${upTo(4).map((j) => `bias[c${4 * h + j}]`)})` : 'vec4f(0.0)'};`).join(' ')}
  ${rows.flatMap((i) => quads.map((h) => store(i, h))).join('\n  ')}`,
  };
}

function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}

/** How the operands are loaded, and by how much the loop over K advances. */
function arrangement({ m, n, k, a, b }: Product): { lanes: { a: Lanes; b: Lanes }; advance: Lanes } {
  const lie = `${a.contiguous} ${b.contiguous}`;
  if (lie === 'k other' && k % 4 === 0 && n % 4 === 0) return { lanes: { a: 4, b: 4 }, advance: 4 };
  if (lie === 'k k' && k % 4 === 0) return { lanes: { a: 4, b: 4 }, advance: 4 };
  if (lie === 'other other' && m % 4 === 0 && n % 4 === 0) return { lanes: { a: 4, b: 4 }, advance: 1 };
  return { lanes: { a: 1, b: 1 }, advance: 1 };
}

/** Reads from memory, where the thread needs the value. */
function readFrom(product: Product, lanes: { a: Lanes; b: Lanes }): Read {
  return (name, number, k) => {
    const { contiguous, load } = product[name];
    const length = name === 'a' ? product.m : product.n;
    const along = name === 'a' ? 'row' : 'column';
    const quad = contiguous === 'other' && lanes[name] === 4;
    const other = quad ? `min(${along} + ${number}, ${length - 4})` : `${along[0]}${number}`;
    const at = contiguous === 'k' ? `${other} * ${product.k} + ${k}` : `${k} * ${length} + ${other}`;
    return load(lanes[name] === 4 ? `(${at}) / 4` : at, lanes[name]);
  };
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
