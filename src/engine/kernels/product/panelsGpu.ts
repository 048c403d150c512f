/**
 * The operands of a workgroup's tiles in workgroup memory: panels of A and B, `DEPTH` of K deep, which its 64 threads load
 * together and each reads `SIDE` times. For hardware, where memory is far; on software adapters the barriers cost more.
 */
import type { Lanes, Operand, Product, Read } from './operand';

/** How much of K a panel holds. */
const DEPTH = 16;

export interface ProductPanels {
  declarations: string;
  read: Read;
  /** WGSL that fills the panels and runs `loop` of each, all of K. */
  around(loop: (length: string) => string): string;
}

/** @param step rows of A, and columns of B, of a workgroup. */
export function productPanels(product: Product, lanes: { a: Lanes; b: Lanes }, step: number): ProductPanels {
  const a = panel('a', product.a, { lanes: lanes.a, step, k: product.k, length: product.m });
  const b = panel('b', product.b, { lanes: lanes.b, step, k: product.k, length: product.n });
  return {
    declarations: `${a.declaration}\n${b.declaration}`,
    read: (operand, number, k) => (operand === 'a' ? a : b).read(number, k),
    around: (loop) => `
  for (var begin = 0; begin < ${product.k}; begin += ${DEPTH}) {
    ${a.fill}
    ${b.fill}
    workgroupBarrier();
    ${loop(`min(${DEPTH}, ${product.k} - begin)`)}
    workgroupBarrier();
  }`,
  };
}

function panel(
  name: 'a' | 'b',
  { contiguous, load }: Operand,
  { lanes, step, k, length }: { lanes: Lanes; step: number; k: number; length: number },
): { declaration: string; fill: string; read(number: number, k: string): string } {
  const array = `${name}Panel`;
  const [first, own] = name === 'a' ? ['firstRow', 'ownRow'] : ['firstColumn', 'ownColumn'];
  const alongK = contiguous === 'k';
  /** Elements of `lanes` values in a line, and one more, so that lines do not begin in the same memory bank. */
  const line = (alongK ? DEPTH : step) / lanes;
  const pitch = line + 1;
  const lines = alongK ? step : DEPTH;
  const inner = `(u % ${line}) * ${lanes}`;
  const other = `min(${first} + ${alongK ? `u / ${line}` : inner}, ${length - (alongK ? 1 : lanes)})`;
  const depth = `min(begin + ${alongK ? inner : `u / ${line}`}, ${k - (alongK ? lanes : 1)})`;
  const at = alongK ? `${other} * ${k} + ${depth}` : `${depth} * ${length} + ${other}`;
  return {
    declaration: `var<workgroup> ${array}: array<${lanes === 4 ? 'vec4f' : 'f32'}, ${lines * pitch}>;`,
    fill: `for (var u = i32(localIndex); u < ${lines * line}; u += 64) {
      let at = (${at}) / ${lanes};
      ${array}[(u / ${line}) * ${pitch} + u % ${line}] = ${load('at', lanes)};
    }`,
    read: (number, k) =>
      alongK
        ? `${array}[(${own} + ${number}) * ${pitch} + ${k} / ${lanes}]`
        : `${array}[${k} * ${pitch} + (${own} + ${number}) / ${lanes}]`,
  };
}
