/** Sets of pictures in slabs: what they hold, in which order, on which threads, and how they end. */
import { describe, expect, it } from 'vitest';
import { AnnealError } from '../../protocol/errors';
import type { ByteSource } from '../byteSource';
import type { NamedBlob, OpenedFile, ReadWatch } from '../openedFile';
import { openFiles } from '../openFiles';
import { decodeBatch, type ImageBatch } from './decodeBatch';
import { type Decoders, gatherDecoders, serveDecoding } from './decoders';
import { canBeSent } from './entries';
import { writeGrey } from './pictures.fixture';

const SIDE = 8;
const shadeOf = (index: number) => (index * 7) % 256;
const picture = (value: number) => writeGrey(SIDE, SIDE, Array(SIDE * SIDE).fill(value));

/** Pictures with masks, each of one value; so many that they are several batches. */
function pictures(count: number, change: (path: string, bytes: Uint8Array<ArrayBuffer>) => void = () => {}) {
  return Array.from({ length: count }, (_, index) =>
    ['images', 'masks'].map((folder): NamedBlob => {
      const relativePath = `${folder}/${index}.png`;
      const bytes = picture(folder === 'images' ? shadeOf(index) : index % 2);
      change(relativePath, bytes);
      return { name: `${index}.png`, blob: new Blob([bytes]), relativePath };
    }),
  ).flat();
}

const breaks =
  (...paths: string[]) =>
  (path: string, bytes: Uint8Array) => {
    if (paths.includes(path)) bytes[bytes.length - 20]! ^= 1;
  };

async function openSet(files: NamedBlob[], decoders?: Decoders): Promise<OpenedFile> {
  // So large by their headers that decoders are asked for.
  const [part] = await openFiles(files, decoders && { startDecoders: () => decoders });
  return part!.file;
}

async function collected(file: OpenedFile, names: string[], watch?: ReadWatch) {
  const values: Record<string, number[]> = {};
  const slabs: Record<string, number> = {};
  for await (const { name, data } of file.stream(names, watch)) {
    values[name] = [...(values[name] ?? []), ...Array.from(data, Number)];
    slabs[name] = (slabs[name] ?? 0) + 1;
  }
  return { values, slabs };
}

/** One value for each picture, since all its pixels have the same. */
const perPicture = (values: number[]) => values.filter((_, index) => index % (SIDE * SIDE) === 0);
const all = (count: number, without: number[] = []) =>
  Array.from({ length: count }, (_, index) => index).filter((index) => !without.includes(index));

/** Decodes as `decode` says. */
const decodersOf = (width: number, decode: Decoders['decode']): Decoders => ({ width, decode, close() {} });

describe('pictures in slabs', () => {
  it('are the same as whole, with the damaged ones left out, their masks as well, and told', async () => {
    const damaged = ['images/5.png', 'masks/130.png', 'images/299.png'];
    const file = await openSet(pictures(300, breaks(...damaged)));
    expect(file.arrays.map(({ name, shape }) => [name, shape[0]])).toEqual([
      ['images', 300],
      ['masks', 300],
      ['names', 300],
    ]);
    const { values, slabs } = await collected(file, ['images', 'masks', 'names']);
    const left = all(300, [5, 130, 299]);
    expect(perPicture(values.images!)).toEqual(left.map(shadeOf));
    expect(perPicture(values.masks!)).toEqual(left.map((index) => index % 2));
    expect(values.images).toHaveLength(297 * SIDE * SIDE);
    expect(slabs.images).toBeGreaterThan(2);
    expect(slabs.masks).toBe(slabs.images);
    expect(file.arrays.map(({ shape }) => shape)).toEqual([[297, SIDE, SIDE, 1], [297, SIDE, SIDE], [297]]);
    expect(file.notes.map(({ message }) => message)).toEqual([
      `Left out because they cannot be read (3): ${damaged
        .map((path) => `${path} is damaged: its part IDAT does not match its checksum`)
        .join('; ')}`,
    ]);
  });

  it('leave an image out whose mask is damaged, although only images are asked for', async () => {
    const file = await openSet(pictures(4, breaks('masks/2.png')));
    const { values, slabs } = await collected(file, ['images']);
    expect(perPicture(values.images!)).toEqual([0, 1, 3].map(shadeOf));
    expect(slabs.masks).toBeUndefined();
    expect(file.arrays.find(({ name }) => name === 'images')!.shape).toEqual([3, SIDE, SIDE, 1]);
  });

  it('are decoded once for all names of a stream, and not at all for what is known then', async () => {
    const asked: ImageBatch[] = [];
    const file = await largeSet(
      decodersOf(2, (batch) => {
        asked.push(batch);
        return answer(batch);
      }),
    );
    await collected(file, ['images', 'masks', 'names']);
    const pairs = asked.flatMap((batch) => batch.pairs);
    expect(pairs.map(({ image }) => image!.path)).toEqual(largePaths('images'));
    expect(pairs.map(({ mask }) => mask!.path)).toEqual(largePaths('masks'));
    asked.length = 0;
    expect((await collected(file, ['names'])).values.names).toHaveLength(LARGE);
    expect(asked).toEqual([]);
    await collected(file, ['masks']);
    expect(asked.flatMap((batch) => batch.pairs).every(({ image, mask }) => image === null && mask)).toBe(
      true,
    );
  });

  it('are read once, by opening, where they are small', async () => {
    let reads = 0;
    const files = pictures(10).map((file): NamedBlob => {
      const blob: ByteSource = {
        size: file.blob.size,
        slice: (start, end) => file.blob.slice(start, end),
        arrayBuffer() {
          reads++;
          return file.blob.arrayBuffer();
        },
      };
      return { ...file, blob };
    });
    const file = await openSet(files);
    expect(reads).toBe(20);
    await collected(file, ['images', 'masks']);
    expect(reads).toBe(20);
  });

  it('come in order from decoders that end in another, of which no more are busy than there are', async () => {
    let busy = 0;
    let most = 0;
    let turn = 0;
    const file = await largeSet(
      decodersOf(3, async (batch) => {
        most = Math.max(most, ++busy);
        // The first of three is the last to end.
        await new Promise((resolve) => setTimeout(resolve, 20 - 8 * (turn++ % 3)));
        busy--;
        return answer(batch);
      }),
    );
    const order: number[] = [];
    for await (const { name, data } of file.stream(['images']))
      if (name === 'images') order.push(Number(data[0]));
    expect(order).toEqual(largePaths('images').map((_, index) => index));
    expect(most).toBe(3);
  });

  it('are decoded here when decoders never come, never answer or go away', async () => {
    const silent = () => {
      const { port1, port2 } = new MessageChannel();
      port2.onmessage = () => {};
      port2.postMessage({ kind: 'ready' });
      return { port1, port2 };
    };
    const none = gatherDecoders(2, 50);
    const dumb = gatherDecoders(2, 50);
    dumb.add(silent().port1);
    const gone = gatherDecoders(1, 60_000);
    const leaving = silent();
    leaving.port2.onmessage = () => leaving.port2.close();
    gone.add(leaving.port1);
    for (const { decoders } of [none, dumb, gone]) {
      const batch = await smallBatch();
      await new Promise((resolve) => setTimeout(resolve, 20));
      expect([...(await decoders.decode(batch)).images]).toEqual(Array(64).fill(3));
      // And again, without waiting for what was given up.
      expect([...(await decoders.decode(batch)).images]).toEqual(Array(64).fill(3));
      decoders.close();
    }
  });

  it('are decoded by decoders at other ends of ports, with the errors that are theirs', async () => {
    const { decoders, add } = gatherDecoders(1);
    const { port1, port2 } = new MessageChannel();
    const ended = new Promise<void>((resolve) => serveDecoding(port2, resolve));
    add(port1);
    await new Promise((resolve) => setTimeout(resolve, 20));
    const batch = await smallBatch();
    expect([...(await decoders.decode(batch)).images]).toEqual(Array(64).fill(3));
    const damaged = await decoders.decode({
      ...batch,
      pairs: [{ ...batch.pairs[0]!, image: { ...batch.pairs[0]!.image!, bytes: new Uint8Array(3) } }],
    });
    expect(damaged.images).toHaveLength(0);
    expect(damaged.problems).toEqual([
      { code: 'unreadable', paths: ['a.png'], message: 'a.png is no PNG, JPEG, TIFF, BMP, GIF or WebP.' },
    ]);
    decoders.close();
    await ended;
    port2.close();
    // One that comes too late is sent away.
    const late = new MessageChannel();
    const sentAway = new Promise<void>((resolve) => serveDecoding(late.port2, resolve));
    add(late.port1);
    await sentAway;
    late.port2.close();
  });

  it('are read by whoever decodes, and those that cannot be read are told alone', async () => {
    const { pairs, ...rest } = await smallBatch();
    const unread = (path: string, source: ByteSource) => ({
      image: {
        path,
        packed: null,
        range: { source, start: 0, end: source.size },
        bytes: null,
        failure: null,
      },
      mask: null,
      header: pairs[0]!.header,
    });
    const file = new Blob([picture(5)]);
    const gone: ByteSource = { ...file, size: 9, arrayBuffer: () => Promise.reject(new Error('Moved.')) };
    const { images, problems } = await decodeBatch({
      ...rest,
      pairs: [...pairs, unread('b.png', file), unread('c.png', gone), unread('d.png', file)],
    });
    expect(perPicture([...images])).toEqual([3, 5, 5]);
    expect(problems).toEqual([
      null,
      null,
      { code: 'unreadable', paths: ['c.png'], message: 'c.png cannot be read: Moved.' },
      null,
    ]);
    expect(canBeSent(unread('b.png', file).image)).toBe(true);
    expect(canBeSent(unread('c.png', gone).image)).toBe(false);
  });

  it('stop at once, although decoders are busy, and can be streamed again', async () => {
    let hangs = true;
    let closed = 0;
    const file = await largeSet({
      width: 2,
      decode: (batch) => (hangs ? new Promise(() => {}) : answer(batch)),
      close: () => closed++,
    });
    const stop = new AbortController();
    const waiting = collected(file, ['images'], { signal: stop.signal });
    setTimeout(() => stop.abort(), 10);
    await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
    expect(file.notes).toEqual([]);
    expect(closed).toBe(1);
    hangs = false;
    expect((await collected(file, ['names'])).values.names).toHaveLength(LARGE);
    expect(closed).toBe(2);
  });

  it('stop between batches when they are decoded on this thread from bytes that were kept', async () => {
    const file = await openSet(pictures(600));
    const stop = new AbortController();
    setImmediate(() => stop.abort());
    await expect(collected(file, ['images'], { signal: stop.signal })).rejects.toMatchObject({
      code: 'cancelled',
    });
  });

  it('report progress to the end, and pass on what decoders cannot do', async () => {
    const steps: [number, number][] = [];
    const file = await openSet(pictures(200));
    await collected(file, ['images'], { onProgress: (...step) => steps.push(step) });
    expect(steps).toEqual([
      [128, 200],
      [200, 200],
    ]);
    const failing = await largeSet(
      decodersOf(1, () => Promise.reject(new AnnealError('out-of-memory', 'Too much.'))),
    );
    await expect(collected(failing, ['images'])).rejects.toMatchObject({ code: 'out-of-memory' });
  });

  it('say so when a picture was sound and is damaged when it is read again', async () => {
    let fails = false;
    const file = await largeSet(
      decodersOf(1, async (batch) => {
        const decoded = await answer(batch);
        if (fails)
          decoded.problems[0] = { code: 'unreadable', paths: ['a.png'], message: 'a.png is cut off.' };
        return decoded;
      }),
    );
    await collected(file, ['images']);
    fails = true;
    await expect(collected(file, ['images'])).rejects.toMatchObject({
      code: 'file-format',
      message: 'set has changed while it was read: a.png is cut off.',
    });
  });

  it('are paired anew without being opened anew', async () => {
    const file = await openSet(pictures(3, breaks('masks/0.png')));
    const swapped = file.paired!([{ image: 'images/1.png', mask: 'masks/2.png' }]);
    const { values } = await collected(swapped, ['images', 'masks']);
    expect([perPicture(values.images!), perPicture(values.masks!)]).toEqual([[shadeOf(1)], [0]]);
    expect(swapped.images!.problems).toHaveLength(4);
    expect(() => file.paired!([{ image: 'z.png', mask: null }])).toThrow('has no picture "z.png"');
  });
});

/** Enough pictures that decoders are asked for: by their headers alone, of which nothing is decoded. */
const LARGE = 12;
const LARGE_SIDE = 2000;
const largePaths = (folder: string) =>
  Array.from({ length: LARGE }, (_, index) => `set/${folder}/${index}.png`);

async function largeSet(decoders: Decoders): Promise<OpenedFile> {
  const paths = [...largePaths('images'), ...largePaths('masks')];
  return openSet(
    paths.map((relativePath) => ({
      name: relativePath.split('/').at(-1)!,
      blob: new Blob([writeGrey(LARGE_SIDE, LARGE_SIDE, [])]),
      relativePath,
    })),
    decoders,
  );
}

/** What a decoder would say: of each picture one sample, its number. */
async function answer({ pairs }: ImageBatch): Promise<Awaited<ReturnType<typeof decodeBatch>>> {
  const numbers = pairs.map(({ image, mask }) => Number(/(\d+)\.png$/.exec((image ?? mask)!.path)![1]));
  return {
    images: Uint8Array.from(pairs[0]!.image ? numbers : []),
    masks: Uint8Array.from(pairs[0]!.mask ? numbers : []),
    marked: true,
    colours: new Map(),
    problems: pairs.map(() => null),
  };
}

async function smallBatch(): Promise<ImageBatch> {
  const header = {
    width: 8,
    height: 8,
    pages: 1,
    channels: 1,
    alpha: false,
    palette: false,
    depth: 8,
  } as const;
  const image = { path: 'a.png', bytes: picture(3), packed: null, range: null, failure: null };
  return { pairs: [{ image, mask: null, header }], kind: { channels: 1, depth: 8 }, maskBytes: 1 };
}
