/** Transforms of series and frames against NumPy and SciPy (`fixtures/makeTransforms.py`). */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { watchReads } from '../../../engine/data/datasetReader.fixture';
import { type TransformOp, transformOpSchema } from '../transformConfig';
import { gatherSessions } from './gathering';
import { type Series, transformed } from './seriesOps';
import { gathering, recordings, session } from './sessions.fixture';

const golden = z
  .record(z.string(), z.array(z.number()))
  .parse(JSON.parse(readFileSync(new URL('fixtures/transforms.golden.json', import.meta.url), 'utf8')));

const series = (name: string, [bins, height, width, channels]: [number, number, number, number]): Series => ({
  ...{ values: Float32Array.from(golden[name]!), bins, height, width, channels },
});
const eyes = () => series('series', [37, 1, 1, 2]);
const frames = () => series('frames', [13, 4, 5, 1]);

function expectClose(values: ArrayLike<number>, reference: readonly number[], digits = 5): void {
  expect(values).toHaveLength(reference.length);
  const off = reference.map((value, i) => Math.abs(value - values[i]!));
  expect(Math.max(...off)).toBeLessThan(10 ** -digits);
}

const op = (given: object): TransformOp => transformOpSchema.parse(given);
const few = (values: number[], channels = 1): Series => ({
  ...{ values: Float32Array.from(values), bins: values.length / channels, height: 1, width: 1, channels },
});

describe('a single transform', () => {
  test.each<[string, number[], object, number[]]>([
    ['pixelnorm', [127, 255, 0], { name: 'pixelnorm' }, [0, 128 / 255, -127 / 255]],
    ['unsqueeze', [1, 2], { name: 'unsqueeze' }, [1, 2]],
    ['diff', [3, 5, 4], { name: 'diff' }, [0, 2, -1]],
    ['maxnorm', [1, -4, 2], { name: 'maxnorm' }, [0.25, -1, 0.5]],
    ['maxnorm of nothing', [0, 0], { name: 'maxnorm' }, [0, 0]],
    ['symlog', [Math.E - 1, 1 - Math.E, 0], { name: 'symlog' }, [1, -1, 0]],
    ['mul', [1, 2], { name: 'mul', factor: 3 }, [3, 6]],
    ['cast to int32', [1.7, -1.7], { name: 'cast', type: 'int32' }, [1, -1]],
    ['cast to uint8', [257.5], { name: 'cast', type: 'uint8' }, [1]],
    ['cast to bool', [0, 0.5], { name: 'cast', type: 'bool' }, [0, 1]],
  ])('%s', (_, values, given, wanted) => {
    expectClose(transformed(few(values), op(given)).values, wanted, 6);
  });

  test('splitRelu has the positive parts of all values, then the negative ones', () => {
    const { values, channels } = transformed(few([1, -2, -3, 4], 2), op({ name: 'splitRelu' }));
    expect(channels).toBe(4);
    expect([...values]).toEqual([1, 0, 0, 2, 0, 4, 3, 0]);
  });

  test('selectUnits keeps values by their places, and refuses others', () => {
    expect([
      ...transformed(few([1, 2, 3, 4, 5, 6], 3), op({ name: 'selectUnits', indices: [2, 0] })).values,
    ]).toEqual([3, 1, 6, 4]);
    expect(() => transformed(few([1, 2]), op({ name: 'selectUnits', indices: [1] }))).toThrow(
      'there are not',
    );
  });

  test('diff leaves what is not known unknown, and nothing else', () => {
    expect([...transformed(few([1, Number.NaN, 3, 4]), op({ name: 'diff' })).values]).toEqual([
      0,
      Number.NaN,
      Number.NaN,
      1,
    ]);
  });

  test('smooth is SciPy’s correlation with a Gaussian, mirrored at the ends', () => {
    expectClose(transformed(eyes(), op({ name: 'smooth', sigma: 1.5 })).values, golden.smooth!);
    expectClose(transformed(frames(), op({ name: 'smooth', sigma: 0.7 })).values, golden.smoothFrames!);
    expect(() => transformed(few([1, 2]), op({ name: 'smooth', sigma: 1 }))).toThrow('wider than 2 bins');
  });

  test('fftWhitening is NumPy’s spectrum times f · exp(−(f / f0)ⁿ), over time, and over space where there is some', () => {
    expectClose(transformed(eyes(), op({ name: 'fftWhitening' })).values, golden.whitened!);
    expectClose(
      transformed(frames(), op({ name: 'fftWhitening', f0: 0.3, n: 2 })).values,
      golden.whitenedFrames!,
    );
  });
});

const long: Parameters<typeof session>[1] = {
  stim: [[80, 4, 4], (i) => i % 256, 'uint8'],
  robs: [[80, 2], () => 1, 'uint8'],
};
const eyepos = (i: number) => golden.eye![i]!;
describe('behaviour', () => {
  const given = recordings(
    session('a', {
      ...long,
      ...{ behavior: null, eyepos: [[80, 2], eyepos], pupil_size: [[80], (i) => i] },
    }),
  );

  test('of VisionCore’s 42 values is the eye’s velocity through raised cosines beside its position', async () => {
    const { sessions } = await gatherSessions(given, gathering({ behavior: 'eye' }));
    expect(sessions[0]!.behaviors).toBe(42);
    expectClose(sessions[0]!.behavior!, golden.behavior42!);
  });

  test('may come from any array of the session, by its own name or another that it is known by', async () => {
    const from = (source: string) => ({ x: { source, ops: [], exposeAs: 'behavior' } });
    const behaviorsOf = async (source: string) =>
      (await gatherSessions(given, gathering({ transforms: from(source) }))).sessions[0]!.behaviors;
    expect([await behaviorsOf('pupil_size'), await behaviorsOf('eye'), await behaviorsOf('eyepos')]).toEqual([
      1, 2, 2,
    ]);
    await expect(behaviorsOf('wheel')).rejects.toMatchObject({
      code: 'data-not-found',
      details: { place: 'dataset.transforms.x.source', received: 'wheel' },
    });
  });

  test('of two transforms that do not stand beside each other is refused', async () => {
    const one = { source: 'eyepos', ops: [], exposeAs: 'behavior' };
    const gathered = gatherSessions(given, gathering({ transforms: { one, two: one } }));
    await expect(gathered).rejects.toMatchObject({
      code: 'config-invalid',
      details: { received: 'one, two' },
    });
  });
});

describe('frames', () => {
  const framesOf = async (ops: object[] | null) => {
    const watched = watchReads(recordings(session('a', { ...long, behavior: null })));
    const transforms = ops ? { stim: { source: 'stim', ops, exposeAs: 'stim' } } : {};
    const { sessions } = await gatherSessions(watched.data, gathering({ transforms }));
    return { frames: sessions[0]!.frames!, reads: watched.reads };
  };

  test.each([null, [{ name: 'pixelnorm' }, { name: 'unsqueeze' }]])(
    'stay bytes through pixelnorm and unsqueeze, and without any transform',
    async (ops) => {
      const { frames } = await framesOf(ops);
      expect(frames).toMatchObject({ pixelType: 'uint8', shift: 127, scale: 1 / 255 });
      expect(await frames.read(2, 3)).toBeInstanceOf(Uint8Array);
    },
  );

  test('stay bytes as they are where no transform is wanted', async () => {
    expect((await framesOf([])).frames).toMatchObject({ pixelType: 'uint8', shift: 0, scale: 1 });
  });

  test('are made floats as they are read by transforms of single values', async () => {
    const { frames, reads } = await framesOf([{ name: 'pixelnorm' }, { name: 'splitRelu' }]);
    expect(frames).toMatchObject({ pixelType: 'float32', channels: 2, shift: 0, scale: 1 });
    const values = await frames.read(8, 10);
    expectClose(values.slice(0, 4), [1 / 255, 0, 2 / 255, 0], 6);
    expect(values).toHaveLength(64);
    expect(reads.at(-1)).toEqual({ name: 'a/stim', bytes: 32 });
  });

  test('are made once, whole, by transforms over time, and the core sees more channels', async () => {
    const basis = {
      name: 'temporalBasis',
      numCosines: 3,
      historyBins: 10,
      numDeltas: 1,
      peakRangeMs: [5, 40],
    };
    const { frames, reads } = await framesOf([{ name: 'pixelnorm' }, basis]);
    expect(frames.channels).toBe(4);
    const later = await frames.read(30, 32);
    expect(later).toHaveLength(2 * 16 * 4);
    const earlier = await frames.read(29, 30);
    expect(reads.filter(({ name }) => name === 'a/stim')).toHaveLength(1);
    // The delta function brings the frame before.
    expect(later[0]).toBeCloseTo((((29 * 16) % 256) - 127) / 255, 6);
    expect(earlier).toHaveLength(16 * 4);
  });

  test('have no units to select', async () => {
    await expect(framesOf([{ name: 'selectUnits', indices: [0] }])).rejects.toThrow(
      'does not apply to frames',
    );
  });
});
