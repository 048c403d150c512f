/**
 * Matrix products C = act(A·B + bias) on WASM, on one thread: a tile of 4 × 8 or 4 × 4 of C stays in registers while K goes
 * by, in order. XNNPACK's product of TensorFlow.js 4.22 is slower unless it has several threads, and small ones spend
 * their time on what comes before.
 */
import { getThreadsCount } from '@tensorflow/tfjs-backend-wasm';
import { type Code, f32x4, i32, type Local, repeat, v128 } from '../program/assembler';
import { allocate, release } from '../program/hostKernel';
import { stridedCopy } from '../program/stridedCopyWasm';
import { addressOf, type WasmKernel, wasmKernel, wasmMemory } from '../program/wasmKernel';

/** A matrix in memory: its address, and the bytes from a row to the next and from a column to the next. */
export interface WasmMatrix {
  address: number;
  row: number;
  column: number;
}

export interface WasmProduct {
  m: number;
  /** A multiple of 4. */
  n: number;
  k: number;
  /** [m, k]. */
  a: WasmMatrix;
  /** [k, n]. */
  b: WasmMatrix;
  /** Address of C, row-major. */
  c: number;
  /** Address of n values; null for none. */
  bias: number | null;
  relu: boolean;
}

/** Rows of a tile. With more, or an unrolled loop, V8 runs out of registers. */
const TALL = 4;
/** Columns of a tile, at most. */
const WIDE = 8;

/** Threads of XNNPACK that are no faster than one of these kernels, and multiplications too few to be shared among them. */
const FEW_THREADS = 2;
const FEW_MULTIPLICATIONS = 65_536;

/** Values of A that stay in the cache while the panels of B go by, and how much of K is added up at a time. */
const CACHED = 131_072;
const DEEPEST = 4096;
/** The same where neighbouring values of K lie apart, each in a line of the cache of its own, that neighbouring rows share. */
const DEEPEST_APART = 256;

/** A row-major matrix of so many columns, or its transpose. */
export function matrixOf(address: number, columns: number, transposed = false): WasmMatrix {
  return transposed ? { address, row: 4, column: 4 * columns } : { address, row: 4 * columns, column: 4 };
}

/** The memory for `multiplyDirectly`; null where it does not apply, or XNNPACK is faster. */
export function productMemory(m: number, n: number, k: number): WebAssembly.Memory | null {
  if (n % 4 !== 0 || m * n * k === 0) return null;
  const memory = wasmMemory();
  return memory && (m * n * k <= FEW_MULTIPLICATIONS || getThreadsCount() <= FEW_THREADS) ? memory : null;
}

export function multiplyDirectly(memory: WebAssembly.Memory, product: WasmProduct): void {
  const { m, n, k, a, b, c } = product;
  const deep = Math.min(a.column === 4 ? DEEPEST : DEEPEST_APART, k);
  const tall = TALL * Math.floor(CACHED / deep / TALL);
  const panel = allocate([deep, Math.min(WIDE, n)]);
  for (let begin = 0; begin < k; begin += deep) {
    const end = Math.min(k, begin + deep);
    for (let row = 0; row < m; row += tall) {
      const part = {
        m: Math.min(tall, m - row),
        k: end - begin,
        a: { ...a, address: a.address + row * a.row + begin * a.column },
        b: { ...b, address: b.address + begin * b.row },
        c: c + 4 * row * n,
        relu: product.relu && end === k,
        onTop: begin > 0,
      };
      multiplyPart(memory, { ...product, ...part }, addressOf(panel));
    }
  }
  release(panel);
}

/** A product that adds to what is there, or not. */
interface Part extends WasmProduct {
  onTop: boolean;
}

/**
 * @param panel address of a part of B, [k, width], without gaps: rows of B may be so far apart that they drive each other out
 *   of the cache.
 */
function multiplyPart(memory: WebAssembly.Memory, product: Part, panel: number): void {
  const { m, n, k, a, b, c, bias } = product;
  const tiles = Math.floor(m / TALL);
  const rest = m - tiles * TALL;
  // Found once for all columns: their keys take longer to write than a small tile to compute.
  const known = new Map<number, WasmKernel>();
  const kernelOf = (tall: number, width: number) => {
    const kernel = known.get(tall * WIDE + width) ?? tileKernel(memory, product, tall, width);
    known.set(tall * WIDE + width, kernel);
    return kernel;
  };
  for (let column = 0; column < n; ) {
    const width = n - column >= WIDE ? WIDE : 4;
    const first = b.address + column * b.column;
    if (b.column === 4) stridedCopy(memory, width)(first, panel, k, b.row, 4 * width);
    else {
      for (let j = 0; j < width; j++) {
        stridedCopy(memory, 1)(first + j * b.column, panel + 4 * j, k, b.row, 4 * width);
      }
    }
    const [shift, out] = [bias === null ? 0 : bias + 4 * column, c + 4 * column];
    if (tiles > 0) kernelOf(TALL, width)(a.address, panel, shift, out, tiles, k);
    if (rest > 0) {
      const done = tiles * TALL;
      const [from, to] = [a.address + done * a.row, out + done * 4 * n];
      kernelOf(1, width)(from, panel, shift, to, rest, k);
    }
    column += width;
  }
}

/** Takes the addresses of A, the panel, the bias and C, how many tiles there are below each other, and K. */
function tileKernel(
  memory: WebAssembly.Memory,
  { n, a, bias, relu, onTop }: Part,
  tall: number,
  width: number,
): WasmKernel {
  const biased = bias !== null;
  const key = ['product', n, a.row, a.column, biased, relu, onTop, tall, width].join('_');
  const rows = Array.from({ length: tall }, (_, row) => row);
  const vectors = Array.from({ length: width / 4 }, (_, v) => v);
  return wasmKernel(memory, key, 6, (parameters, local) => {
    const [left, right, shift, output, tiles, depth] = parameters as Six<Local>;
    const [x, y, i] = [local('i32'), local('i32'), local('i32')];
    const sums = rows.map(() => vectors.map(() => local('v128')));
    const factors = vectors.map(() => local('v128'));
    const value = local('v128');
    const initial = (row: number, v: number) => {
      if (onTop) return v128.load(output.get, row * 4 * n + 16 * v);
      return biased ? v128.load(shift.get, 16 * v) : v128.zero;
    };
    const finish = (sum: Code) => (relu ? f32x4.max(sum, v128.zero) : sum);
    const advance = (pointer: Local, bytes: number) => pointer.set(i32.add(pointer.get, i32.const(bytes)));
    return repeat(tiles, [
      ...sums.flatMap((sum, row) => vectors.flatMap((v) => sum[v]!.set(initial(row, v)))),
      ...x.set(left.get),
      ...y.set(right.get),
      ...i.set(depth.get),
      ...repeat(i, [
        ...vectors.flatMap((v) => factors[v]!.set(v128.load(y.get, 16 * v))),
        ...rows.flatMap((row) => [
          ...value.set(v128.loadSplat(x.get, row * a.row)),
          ...vectors.flatMap((v) =>
            sums[row]![v]!.set(f32x4.add(sums[row]![v]!.get, f32x4.mul(value.get, factors[v]!.get))),
          ),
        ]),
        ...advance(x, a.column),
        ...advance(y, 4 * width),
      ]),
      ...sums.flatMap((sum, row) =>
        vectors.flatMap((v) => v128.store(output.get, finish(sum[v]!.get), row * 4 * n + 16 * v)),
      ),
      ...advance(left, tall * a.row),
      ...advance(output, tall * 4 * n),
    ]);
  });
}

type Six<T> = [T, T, T, T, T, T];
