import { describe, expect, it } from 'vitest';
import { canResumeExactly } from '../engine/checkpoints/checkpoint';
import { openNpz } from '../formats/npy/npz';
import { readSafetensors } from '../formats/safetensors/safetensors';
import { checkpointAt } from './capsule/runBundle.fixture';
import { checkpointNpz, checkpointSafetensors, readCheckpointFile } from './checkpointFiles';

const checkpoint = checkpointAt(10);
const file = (name: string, bytes: Uint8Array<ArrayBuffer>) => ({ name, blob: new Blob([bytes]) });

describe('checkpoint files', () => {
  it('hold the averaged weights under their plain names when only the weights are wanted', () => {
    const { tensors } = readSafetensors(checkpointSafetensors(checkpoint, 'weights'));
    expect(tensors.map(({ name }) => name)).toEqual(['a.kernel', 'a.bias']);
    const values = tensors.map(({ bytes }) => [...new Float32Array(bytes.slice().buffer)]);
    expect(values).toEqual([[11, Math.fround(0.2)], [-2]]);
  });

  it('hold the weights themselves where there is no average', () => {
    const plain = { ...checkpoint, tensors: checkpoint.tensors.slice(0, 2) };
    const { tensors } = readSafetensors(checkpointSafetensors(plain, 'weights'));
    expect([...new Float32Array(tensors[0]!.bytes.slice().buffer)]).toEqual([10, Math.fround(0.1)]);
  });

  it.each(['weights', 'resumable', 'everything'] as const)(
    'are read back from safetensors and npz: %s',
    async (content) => {
      const viaSafetensors = await readCheckpointFile(file('c', checkpointSafetensors(checkpoint, content)));
      const viaNpz = await readCheckpointFile(file('c', checkpointNpz(checkpoint, content)));
      expect(viaNpz).toEqual(viaSafetensors);
      if (content === 'everything') expect(viaSafetensors).toEqual(checkpoint);
      expect(canResumeExactly(viaNpz)).toBe(content === 'everything');
    },
  );

  it('without optimizer state keep the averages apart', () => {
    const { tensors } = readSafetensors(checkpointSafetensors(checkpoint, 'resumable'));
    expect(tensors.map(({ name }) => name)).toEqual(['a.kernel', 'a.bias', 'ema/a.kernel', 'ema/a.bias']);
  });

  it('as npz hold one float32 array a tensor', async () => {
    const { arrays } = await openNpz(file('c.npz', checkpointNpz(checkpoint, 'everything')));
    expect(arrays.slice(0, 3)).toEqual([
      { name: 'a.kernel', dtype: 'float32', shape: [2, 1] },
      { name: 'a.bias', dtype: 'float32', shape: [1] },
      { name: 'ema/a.kernel', dtype: 'float32', shape: [2, 1] },
    ]);
  });

  it('are refused when they are cut off or are something else', async () => {
    const whole = checkpointSafetensors(checkpoint, 'everything');
    await expect(readCheckpointFile(file('c', whole.slice(0, -1)))).rejects.toMatchObject({
      code: 'checkpoint-damaged',
    });
    await expect(readCheckpointFile(file('c', new TextEncoder().encode('a,b\n1,2')))).rejects.toMatchObject({
      code: 'checkpoint-damaged',
    });
  });
});
