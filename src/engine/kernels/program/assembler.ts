/**
 * A small assembler for WebAssembly: expressions as functions that return bytes, so that kernels for one shape can be
 * written out by a program, as the WGSL ones are. It knows the instructions that these kernels use and no others.
 * https://webassembly.github.io/spec/core/binary/instructions.html
 */

/** Instructions; those of an expression leave its value on the stack. */
export type Code = readonly number[];

export type ValueType = 'i32' | 'v128';

const TYPE: Record<ValueType, number> = { i32: 0x7f, v128: 0x7b };

function unsigned(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value >>> 0; ; ) {
    const low = rest & 0x7f;
    rest >>>= 7;
    if (rest === 0) return [...bytes, low];
    bytes.push(low | 0x80);
  }
}

function signed(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value | 0; ; ) {
    const low = rest & 0x7f;
    rest >>= 7;
    if (rest === (low & 0x40 ? -1 : 0)) return [...bytes, low];
    bytes.push(low | 0x80);
  }
}

const vector = (...opcode: number[]) => [0xfd, ...opcode];
const binary =
  (...opcode: number[]) =>
  (a: Code, b: Code): Code => [...a, ...b, ...opcode];
/** With the alignment of a value: float32 arrays are 4-byte aligned, and more is not promised. */
const memory = (opcode: number[], offset: number) => [...opcode, 2, ...unsigned(offset)];

export const i32 = {
  const: (value: number): Code => [0x41, ...signed(value)],
  add: binary(0x6a),
  sub: binary(0x6b),
  mul: binary(0x6c),
};

/** Memory is addressed in bytes, as `address` plus a constant offset. */
export const v128 = {
  load: (address: Code, offset = 0): Code => [...address, ...memory(vector(0x00), offset)],
  /** One float32 into all four lanes. */
  loadSplat: (address: Code, offset = 0): Code => [...address, ...memory(vector(0x09), offset)],
  /** One float32 into the first lane; the others are zero. */
  loadFirst: (address: Code, offset = 0): Code => [...address, ...memory(vector(0x5c), offset)],
  store: (address: Code, value: Code, offset = 0): Code => [
    ...address,
    ...value,
    ...memory(vector(0x0b), offset),
  ],
  and: binary(...vector(0x4e)),
  or: binary(...vector(0x50)),
  xor: binary(...vector(0x51)),
  /** Lanes of 32 bits, of `a` (0 to 3) and `b` (4 to 7). */
  pick: (a: Code, b: Code, lanes: readonly [number, number, number, number]): Code => [
    ...a,
    ...b,
    ...vector(0x0d),
    ...lanes.flatMap((lane) => [0, 1, 2, 3].map((byte) => 4 * lane + byte)),
  ],
  /** The first lane alone. */
  storeLane: (address: Code, value: Code, offset = 0): Code => [
    ...address,
    ...value,
    ...memory(vector(0x5a), offset),
    0,
  ],
  zero: [...vector(0x0c), ...new Array<number>(16).fill(0)] as Code,
};

export const i32x4 = {
  const: (values: readonly [number, number, number, number]): Code => [
    ...vector(0x0c),
    ...new Uint8Array(Int32Array.from(values).buffer),
  ],
  splat: (value: Code): Code => [...value, ...vector(0x11)],
  add: binary(...vector(0xae, 0x01)),
  shiftLeft: (a: Code, bits: number): Code => [...a, ...i32.const(bits), ...vector(0xab, 0x01)],
  /** Zeros come in from the left. */
  shiftRight: (a: Code, bits: number): Code => [...a, ...i32.const(bits), ...vector(0xad, 0x01)],
  /** All bits of a lane where a ≥ b, as signed numbers, else none. */
  atLeast: binary(...vector(0x3f)),
};

export const f32x4 = {
  splat: (value: number): Code => {
    const bits = new Int32Array(Float32Array.of(value).buffer)[0]!;
    return i32x4.const([bits, bits, bits, bits]);
  },
  /** All bits of a lane where a = b, else none. */
  equal: binary(...vector(0x41)),
  greater: binary(...vector(0x44)),
  add: binary(...vector(0xe4, 0x01)),
  sub: binary(...vector(0xe5, 0x01)),
  mul: binary(...vector(0xe6, 0x01)),
  div: binary(...vector(0xe7, 0x01)),
  sqrt: (a: Code): Code => [...a, ...vector(0xe3, 0x01)],
  /** The larger lanes; NaN where either is NaN. */
  max: binary(...vector(0xe9, 0x01)),
};

export interface Local {
  get: Code;
  set(value: Code): Code;
  index: number;
  type: ValueType;
}

/** Runs `body` at least once and until `counter`, an i32 that is lowered by one each time, is zero. */
export function repeat(counter: Local, body: Code): Code {
  return [
    ...[0x03, 0x40],
    ...body,
    ...counter.get,
    ...i32.const(1),
    ...[0x6b, 0x22, ...unsigned(counter.index)],
    ...[0x0d, 0x00, 0x0b],
  ];
}

/** A function's locals; its parameters, all i32, come first. */
export function createLocals(parameters: number): {
  parameters: Local[];
  local(type: ValueType): Local;
  declared: Local[];
} {
  const all: Local[] = [];
  function local(type: ValueType): Local {
    const index = all.length;
    const created: Local = {
      index,
      type,
      get: [0x20, ...unsigned(index)],
      set: (value) => [...value, 0x21, ...unsigned(index)],
    };
    all.push(created);
    return created;
  }
  const given = Array.from({ length: parameters }, () => local('i32'));
  return {
    parameters: given,
    local,
    get declared() {
      return all.slice(parameters);
    },
  };
}

/** What a module imports as its memory: that of `wasmKernel.ts`. */
export interface MemoryType {
  shared: boolean;
}

const section = (id: number, content: readonly number[]) => [id, ...unsigned(content.length), ...content];
const name = (text: string) => [...unsigned(text.length), ...Array.from(text, (c) => c.charCodeAt(0))];

/** The largest memory there is, in pages of 64 KiB, which a shared one must name. */
const MOST_PAGES = 65_536;

/**
 * A module with one function `run` of i32 parameters and without a result, over an imported memory.
 * @param declared locals beyond the parameters, in their order.
 */
export function assemble(
  parameters: number,
  declared: readonly Local[],
  body: Code,
  { shared }: MemoryType,
): Uint8Array<ArrayBuffer> {
  const limits = shared ? [3, 1, ...unsigned(MOST_PAGES)] : [0, 1];
  const locals = [...unsigned(declared.length), ...declared.flatMap(({ type }) => [1, TYPE[type]])];
  const code = [...locals, ...body, 0x0b];
  return Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [1, 0x60, ...unsigned(parameters), ...new Array<number>(parameters).fill(TYPE.i32), 0]),
    ...section(2, [1, ...name('env'), ...name('memory'), 2, ...limits]),
    ...section(3, [1, 0]),
    ...section(7, [1, ...name('run'), 0, 0]),
    ...section(10, [1, ...unsigned(code.length), ...code]),
  ]);
}
