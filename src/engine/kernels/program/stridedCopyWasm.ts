/** Copies on WASM of values that lie a step apart, for what a call of JavaScript a row would be slow: channels of images. */
import { i32, type Local, repeat, v128 } from './assembler';
import { type WasmKernel, wasmKernel } from './wasmKernel';

/**
 * Copies `width` float32 from each of `count` places.
 * @param width 1, or a multiple of 4
 * @returns a kernel of (from, to, count, bytes between the places of `from`, and of `to`)
 */
export function stridedCopy(memory: WebAssembly.Memory, width: number): WasmKernel {
  return wasmKernel(memory, `stridedCopy_${width}`, 5, (parameters, local) => {
    const [from, to, count, fromStep, toStep] = parameters as [Local, Local, Local, Local, Local];
    const advance = (pointer: Local, step: Local) => pointer.set(i32.add(pointer.get, step.get));
    if (width === 1) {
      return repeat(count, [
        ...v128.storeLane(to.get, v128.loadSplat(from.get)),
        ...advance(from, fromStep),
        ...advance(to, toStep),
      ]);
    }
    const [source, target, rest] = [local('i32'), local('i32'), local('i32')];
    return repeat(count, [
      ...source.set(from.get),
      ...target.set(to.get),
      ...rest.set(i32.const(width / 4)),
      ...repeat(rest, [
        ...v128.store(target.get, v128.load(source.get)),
        ...source.set(i32.add(source.get, i32.const(16))),
        ...target.set(i32.add(target.get, i32.const(16))),
      ]),
      ...advance(from, fromStep),
      ...advance(to, toStep),
    ]);
  });
}
