/** Small recordings that the specs drop, made on the spot: noise, and units that spike by a wave of their own. */
import { writeNpz } from '../src/formats/npy/npz';
import type { TestFile } from './tables';

const bins = 600;
const side = 8;

/**
 * 600 bins. Counts of the first twelve and of every fiftieth are not trusted; behaviour is missing in bins 500 to 519.
 * @param name of the session.
 */
export function recording(name: string, { units }: { units: number }): TestFile {
  const noise = (index: number) => Math.abs(Math.sin(index * 12.9898 + units) * 43758.5453) % 1;
  const fill = (length: number, value: (index: number) => number) =>
    Uint8Array.from({ length }, (_, i) => value(i));
  const binOf = (index: number) => Math.floor(index / units);
  const arrays = [
    {
      name: 'stim',
      dtype: 'uint8' as const,
      shape: [bins, side, side],
      data: fill(bins * side * side, (i) => Math.floor(256 * noise(i))),
    },
    {
      name: 'robs',
      dtype: 'uint8' as const,
      shape: [bins, units],
      data: fill(bins * units, (i) =>
        Math.floor(3 * noise(i) * (1 + Math.sin(binOf(i) / (5 + (i % units)))) * 0.5),
      ),
    },
    {
      name: 'dfs',
      dtype: 'uint8' as const,
      shape: [bins, units],
      data: fill(bins * units, (i) => (binOf(i) < 12 || binOf(i) % 50 === 0 ? 0 : 1)),
    },
    {
      name: 'behavior',
      dtype: 'float32' as const,
      shape: [bins, 2],
      data: Float32Array.from({ length: bins * 2 }, (_, i) =>
        i >= 1000 && i < 1040 && i % 2 === 0 ? Number.NaN : Math.sin(i / (30 + 40 * (i % 2))),
      ),
    },
  ];
  return {
    name: `${name}.npz`,
    mimeType: 'application/octet-stream',
    buffer: Buffer.from(writeNpz(arrays)),
  };
}
