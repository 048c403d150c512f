/** Views of WASM's memory end with every growth, and nothing can keep one across an allocation. */
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { allocate, release } from '../kernels/program/hostKernel';
import { growingMemory, wasm } from './growingMemory.fixture';
import { withFloats, withIntegers, withValues } from './hostMemory';
import { describeOnBackends } from './testBackends';

const memory = growingMemory();

describeOnBackends('growth of the memory', () => {
  memory.install();

  it('ends every view, when it is done by this test', () => {
    const before = wasm().HEAPU8;
    memory.start();
    release(allocate([1]));
    expect(before.length).toBe(0);
    expect(wasm().HEAPU8.length).toBeGreaterThan(0);
  });

  it('is refused while views are held, as is keeping one', () => {
    const [floats, integers] = [tf.tensor1d([1, 2]), tf.tensor1d([3], 'int32')];
    expect(() => withValues([floats], () => allocate([1]))).toThrow('while views were held');
    expect(() => withIntegers([integers], () => allocate([1]))).toThrow('while views were held');
    expect(() => withFloats([floats], (values) => values)).toThrow('was kept');
    memory.start();
    expect(() => withFloats([floats], () => tf.add(floats, 1))).toThrow('grew while views');
    // Whatever was refused, the next is free again.
    release(allocate([1]));
  });
}, ['wasm']);
