/** Choosing tiles: what is remembered holds, what is measured leaves nothing behind. */
import * as tf from '@tensorflow/tfjs';
import { afterEach, expect, it } from 'vitest';
import {
  activeTiles,
  setActiveTiles,
  type TileChoices,
  unmeasured,
  untuned,
} from '../kernels/program/tileChoice';
import { internalsOf } from '../tfjs/gpuInternals';
import { watchBuffers } from '../tfjs/livingBuffers.fixture';
import { describeOnBackends } from '../tfjs/testBackends';
import { measureTiles, tuneTiles } from './tuneTiles';

/** As a device would be told by its vendor's name. */
function adapterHere(): string {
  const { vendor, architecture, device, description } = internalsOf(tf.backend()).device.adapterInfo;
  return [vendor, architecture, device, description].join(' / ');
}

describeOnBackends(
  'the choice of tiles',
  (name, backend) => {
    afterEach(() => setActiveTiles(untuned));

    if (name === 'wasm') {
      it('is not made where there are none', async () => {
        expect(await tuneTiles(backend(), [{ ...untuned, adapter: '' }])).toBeNull();
      });
      return;
    }

    it('takes what is remembered of this adapter, not of another', async () => {
      const tiles: TileChoices = { ...untuned, adapter: adapterHere(), convolution: 'shared' };
      const other: TileChoices = { ...tiles, adapter: 'another', largeProduct: 'shared4' };
      expect(await tuneTiles(backend(), [other, tiles])).toBe(tiles);
      expect(activeTiles()).toBe(tiles);
    });

    it('keeps the usual tiles without measuring on software, and when there is no time', async () => {
      const info = { ...backend().info, software: true };
      expect(await tuneTiles({ ...backend(), info }, [])).toBeNull();
      expect(activeTiles()).toBe(untuned);
      expect(await measureTiles('here', 0)).toEqual({ ...unmeasured, adapter: 'here' });
      expect(unmeasured.smallDispatches).toBe('separate');
    });

    it('measures every tiling and leaves no tensor, no buffer and no choice behind', async () => {
      const buffers = watchBuffers();
      const { numTensors } = tf.memory();
      const measure = () =>
        measureTiles('here', Infinity, [
          { of: 'smallProduct', shape: [8, 8], weights: [8, 8] },
          { of: 'smallDispatches', shape: [8, 8], weights: [8, 8] },
        ]);
      const measured = await measure();
      const pooled = buffers.count();
      await measure();
      buffers.end();
      const { smallProduct, smallDispatches } = measured;
      expect(measured).toEqual({ ...unmeasured, adapter: 'here', smallProduct, smallDispatches });
      expect(activeTiles()).toBe(untuned);
      expect(tf.memory().numTensors).toBe(numTensors);
      expect(buffers.count()).toBe(pooled);
      expect(backend().takeFault()).toBeNull();
    });
  },
  ['wasm', 'webgpu'],
);
