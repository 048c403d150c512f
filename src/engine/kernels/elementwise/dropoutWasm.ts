/** Dropout on WASM: four blocks of the generator at once, sixteen values. */
import type * as tf from '@tensorflow/tfjs';
import { PARITY, ROTATIONS } from '../../random';
import { withIntegers } from '../../tfjs/hostMemory';
import { type Code, f32x4, i32, i32x4, type Local, repeat, v128 } from '../program/assembler';
import { addressOf, wasmKernel } from '../program/wasmKernel';

/** Values of a turn. */
const TURN = 16;

/**
 * Computes as many values as there are whole turns.
 * @param random int32 [2]: seed and step.
 * @param threshold a value whose 16 bits are below it is dropped; the others are multiplied by `scale`.
 * @returns how many.
 */
export function dropOut(
  memory: WebAssembly.Memory,
  [x, random, out]: [x: tf.TensorInfo, random: tf.TensorInfo, out: tf.TensorInfo],
  { layer, threshold, scale, size }: { layer: number; threshold: number; scale: number; size: number },
): number {
  const turns = Math.floor(size / TURN);
  if (turns === 0) return 0;
  const [seed = 0, step = 0] = withIntegers([random], (counters) => counters.slice());
  const kernel = kernelFor(memory, threshold, scale);
  kernel(addressOf(x), addressOf(out), turns, seed, layer, PARITY ^ seed ^ layer, step);
  return turns * TURN;
}

function kernelFor(memory: WebAssembly.Memory, threshold: number, scale: number) {
  return wasmKernel(memory, `dropout_${threshold}_${scale}`, 7, (parameters, local) => {
    const [x, out, turns, seed, layer, mixed, step] = parameters as [
      Local,
      Local,
      Local,
      Local,
      Local,
      Local,
      Local,
    ];
    const keys = [local('v128'), local('v128'), local('v128')] as const;
    const [numbers, last, a, b] = [local('v128'), local('v128'), local('v128'), local('v128')];
    const masks = [local('v128'), local('v128'), local('v128'), local('v128')] as const;
    const pairs = [local('v128'), local('v128'), local('v128'), local('v128')] as const;
    const low = i32x4.const([0xffff, 0xffff, 0xffff, 0xffff]);
    const limit = i32x4.const([threshold, threshold, threshold, threshold]);
    const keep = (bits: Code) => i32x4.atLeast(bits, limit);
    const store = (block: number, mask: Code) =>
      v128.store(
        out.get,
        v128.and(f32x4.mul(v128.load(x.get, 16 * block), f32x4.splat(scale)), mask),
        16 * block,
      );
    const [first, second, third, fourth] = masks;
    const [p0, p1, p2, p3] = pairs;
    return [
      ...[seed, layer, mixed].flatMap((key, i) => keys[i]!.set(i32x4.splat(key.get))),
      ...numbers.set(i32x4.const([0, 1, 2, 3])),
      ...last.set(i32x4.splat(step.get)),
      ...repeat(turns, [
        ...a.set(i32x4.add(numbers.get, keys[0].get)),
        ...b.set(i32x4.add(last.get, keys[1].get)),
        ...[0, 1, 2, 3, 4].flatMap((group) => rounds(group, a, b, keys)),
        ...first.set(keep(v128.and(a.get, low))),
        ...second.set(keep(i32x4.shiftRight(a.get, 16))),
        ...third.set(keep(v128.and(b.get, low))),
        ...fourth.set(keep(i32x4.shiftRight(b.get, 16))),
        // A lane has a block's mask in each of the four; a block's four values lie side by side.
        ...p0.set(v128.pick(first.get, second.get, [0, 4, 1, 5])),
        ...p1.set(v128.pick(third.get, fourth.get, [0, 4, 1, 5])),
        ...p2.set(v128.pick(first.get, second.get, [2, 6, 3, 7])),
        ...p3.set(v128.pick(third.get, fourth.get, [2, 6, 3, 7])),
        ...store(0, v128.pick(p0.get, p1.get, [0, 1, 4, 5])),
        ...store(1, v128.pick(p0.get, p1.get, [2, 3, 6, 7])),
        ...store(2, v128.pick(p2.get, p3.get, [0, 1, 4, 5])),
        ...store(3, v128.pick(p2.get, p3.get, [2, 3, 6, 7])),
        ...numbers.set(i32x4.add(numbers.get, i32x4.const([4, 4, 4, 4]))),
        ...x.set(i32.add(x.get, i32.const(4 * TURN))),
        ...out.set(i32.add(out.get, i32.const(4 * TURN))),
      ]),
    ];
  });
}

/** Four rounds of Threefry-2x32, then the key: as `threefryWgsl` has it. */
function rounds(group: number, a: Local, b: Local, keys: readonly Local[]): Code {
  const turned = (bits: number) => v128.or(i32x4.shiftLeft(b.get, bits), i32x4.shiftRight(b.get, 32 - bits));
  const count = group + 1;
  return [
    ...ROTATIONS[group % 2]!.flatMap((bits) => [
      ...a.set(i32x4.add(a.get, b.get)),
      ...b.set(v128.xor(turned(bits), a.get)),
    ]),
    ...a.set(i32x4.add(a.get, keys[(group + 1) % 3]!.get)),
    ...b.set(
      i32x4.add(i32x4.add(b.get, keys[(group + 2) % 3]!.get), i32x4.const([count, count, count, count])),
    ),
  ];
}
