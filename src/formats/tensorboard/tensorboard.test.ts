/** Event files: those of others, by Google's protobuf (`makeEvents.py`), what is written here, torn ends, damage and hostile lengths. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { crc32c, maskedCrc32c } from '../crc32c';
import { joinBytes } from '../joinBytes';
import type { CurveColumns } from '../readRun';
import { readEventRun } from './read';
import { isEventFile } from './records';
import {
  eventFileName,
  fileVersionEvent,
  histogramValue,
  imageValue,
  scalarValue,
  sessionStartEvent,
  summaryEvent,
} from './write';

const fixture = (name: string) =>
  new Uint8Array(readFileSync(new URL(`./fixtures/${name}`, import.meta.url)));

const read = (...files: Uint8Array<ArrayBuffer>[]) =>
  readEventRun(files.map((bytes, i) => ({ name: `events.${i}`, blob: new Blob([bytes]) })));

const points = (curve: CurveColumns | undefined) => curve && [[...curve.step], [...curve.value]];

/** A record whose checksums are right, whatever it holds. */
function record(data: Uint8Array, length = BigInt(data.length)): Uint8Array<ArrayBuffer> {
  const head = new Uint8Array(12);
  const view = new DataView(head.buffer);
  view.setBigUint64(0, length, true);
  view.setUint32(8, maskedCrc32c(head.subarray(0, 8)), true);
  const tail = new Uint8Array(4);
  new DataView(tail.buffer).setUint32(0, maskedCrc32c(data), true);
  return joinBytes([head, data, tail]);
}

test('CRC-32C is that of RFC 3720', () => {
  expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
  expect(crc32c(new Uint8Array(32).fill(0xff))).toBe(0x62a8ab43);
  expect(crc32c(Uint8Array.from({ length: 32 }, (_, i) => i))).toBe(0x46dd794e);
});

describe('files of other programs', () => {
  test('have scalars as tensors of any type, and settings', async () => {
    const run = await read(fixture('new.tfevents'));
    const f = Math.fround;
    expect(points(run.curves.get('float'))).toEqual([
      [1, 2, 3, 4],
      [f(0.1), -2.5, Number.NaN, 0],
    ]);
    expect(points(run.curves.get('double'))).toEqual([
      [1, 2 ** 40],
      [0.1, 1e300],
    ]);
    expect(points(run.curves.get('int32'))).toEqual([[5], [-7]]);
    expect(points(run.curves.get('int64'))).toEqual([[5], [-(2 ** 40)]]);
    expect(points(run.curves.get('bool'))).toEqual([[6], [1]]);
    // 0x3555 and 0x8001 of IEEE 754, 0xBFC0 of bfloat16.
    expect(points(run.curves.get('half'))).toEqual([
      [6, 7],
      [0.333251953125, -(2 ** -24)],
    ]);
    expect(points(run.curves.get('bfloat16'))).toEqual([[7], [-1.5]]);
    expect(run.curves.get('float')!.wallTime[0]).toBe(1700000001.5);
    expect([...run.settings]).toEqual([
      ['lr', 0.1],
      ['optimizer', 'adam'],
      ['nesterov', true],
      ['__proto__', 'x'],
    ]);
    expect(run.status).toBe('finished');
    expect(run.problems).toEqual([
      '1 value for "text" was left out.',
      '1 value for "histograms" was left out.',
    ]);
  });

  test('have simple values, histograms and pictures, and are told again from where a run went on', async () => {
    const run = await read(fixture('old.tfevents'));
    expect(points(run.curves.get('loss'))).toEqual([
      [0, 1, 2, 3, 4, 5],
      [1, 0.5, Math.fround(1 / 3), 0.25, 14, 15],
    ]);
    expect(points(run.curves.get('__proto__'))).toEqual([
      [0, 1, 2, 3],
      [0, 1, 2, 3],
    ]);
    expect(run.histograms.get('weights')).toEqual([
      {
        ...{ step: 3, wallTime: 1700000003.5, min: -1, max: 3, num: 4, sum: 5, sumSquares: 11 },
        ...{ limits: Float64Array.of(0, 3), counts: Float64Array.of(1, 3) },
      },
    ]);
    expect(run.images.get('picture')).toEqual([
      { step: 3, wallTime: 1700000003.5, height: 2, width: 3, bytes: Uint8Array.of(0x89, 0x50, 0x4e, 0x47) },
    ]);
    expect(run.problems).toEqual([
      'The run went on from step 4: 4 points of what it had done beyond were given up.',
    ]);
  });

  test('are read up to wherever they end', async () => {
    const whole = fixture('old.tfevents');
    const counts = new Set<number>();
    for (let size = 1; size < whole.length; size++) {
      const { curves, problems } = await read(whole.slice(0, size));
      const count = curves.get('loss')?.step.length ?? 0;
      counts.add(count);
      const isTorn = problems.some((problem) => problem.includes('ends in a torn record'));
      // Where a record ends there is nothing to say.
      const ends = problems.filter((problem) => !problem.startsWith('The run went on')).length;
      expect(ends).toBe(isTorn ? 1 : 0);
    }
    expect([...counts].sort()).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });
});

describe('a damaged file', () => {
  test('loses the record whose data do not match, and nothing else', async () => {
    const bytes = fixture('old.tfevents');
    const loss = Buffer.from(bytes).indexOf('loss');
    bytes[loss] = 'b'.charCodeAt(0);
    const { curves, problems } = await read(bytes);
    expect([...curves.get('loss')!.step]).toEqual([1, 2, 3, 4, 5]);
    expect(problems[0]).toMatch(/^The run went on/);
    expect(problems).toContain('1 record of events.0 whose checksum does not match was left out.');
  });

  test('is read up to a length that does not match', async () => {
    const bytes = fixture('old.tfevents');
    const first = 16 + bytes[0]!;
    bytes[first]! ^= 1;
    expect((await read(bytes)).problems).toEqual([
      `events.0 is damaged at byte ${first} of ${bytes.length}: what stands before it was read, and nothing behind.`,
    ]);
  });

  test('is refused where it is no event file at all', async () => {
    await expect(read(new TextEncoder().encode('step,loss\n1,0.5\n'))).rejects.toMatchObject({
      code: 'file-format',
      message: 'events.0 is no TensorBoard event file.',
    });
    expect(isEventFile(fixture('old.tfevents'))).toBe(true);
    expect(isEventFile(new TextEncoder().encode('step,loss\n1,0.5\n'))).toBe(false);
    expect((await read(new Uint8Array(0))).problems).toEqual(['events.0 is empty.']);
  });

  test('asks for no more memory than it has bytes, whatever it declares', async () => {
    const huge = record(new Uint8Array(0), 2n ** 60n);
    const { problems } = await read(joinBytes([fileVersionEvent(0), huge]));
    expect(problems).toEqual([expect.stringContaining('ends in a torn record')]);
  });

  test.each([
    ['a field longer than its message', Uint8Array.of(0x2a, 0xff, 0xff, 0xff, 0xff, 0x0f, 1)],
    ['a length below zero', Uint8Array.of(0x2a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01)],
    ['a number that does not end', new Uint8Array(20).fill(0xff)],
    ['a group', Uint8Array.of(0x2b, 0x2c)],
    ['field 0', Uint8Array.of(0x00, 0x00)],
    ['a double of four bytes', Uint8Array.of(0x0d, 0, 0, 0, 0)],
    ['a tensor of an endless shape', Uint8Array.of(0x2a, 0x06, 0x0a, 0x04, 0x42, 0x02, 0x12, 0x7f)],
  ])('leaves out a message with %s', async (_what, data) => {
    const good = summaryEvent({ wallTime: 1, step: 1 }, [scalarValue('loss', 2)]);
    const { curves, problems } = await read(joinBytes([fileVersionEvent(0), record(data), good]));
    expect(points(curves.get('loss'))).toEqual([[1], [2]]);
    expect(problems).toEqual(['1 record that holds no event was left out.']);
  });
});

describe('what is written', () => {
  test('is what it was when it is read', async () => {
    const png = Uint8Array.of(1, 2, 3);
    const tensor = {
      ...{ name: 'w', kind: 'values', shape: [9], count: 9, mean: -1, std: 2, min: -3, max: 0.1, zeros: 0 },
      ...{ nans: 1, infinities: 2, histogram: [1, 2, 3] },
    };
    const time = { wallTime: 1.5, step: 2 ** 45 };
    const run = await read(
      joinBytes([
        fileVersionEvent(1),
        summaryEvent(time, [
          scalarValue('', -0),
          scalarValue('tag\u0000 ä 🙂', Number.POSITIVE_INFINITY),
          scalarValue('toString', 1e-45),
          histogramValue('w', tensor),
          imageValue('p', { height: 300, width: 2, colorspace: 4, png }),
        ]),
      ]),
    );
    expect(points(run.curves.get(''))).toEqual([[2 ** 45], [-0]]);
    expect(points(run.curves.get('tag\u0000 ä 🙂'))).toEqual([[2 ** 45], [Number.POSITIVE_INFINITY]]);
    expect(points(run.curves.get('toString'))).toEqual([[2 ** 45], [Math.fround(1e-45)]]);
    const [histogram] = run.histograms.get('w')!;
    expect(histogram).toMatchObject({ min: -3, max: 0.1, num: 6, sum: -6, sumSquares: 30 });
    expect(histogram!.limits.at(-1)).toBe(0.1);
    expect(run.images.get('p')).toEqual([{ ...time, height: 300, width: 2, bytes: png }]);
    expect(run.problems).toEqual([]);
  });

  test('is read across the parts in which a long file is read, and past what is too long', async () => {
    const picture = (bytes: number) =>
      summaryEvent({ wallTime: 0, step: bytes }, [
        imageValue('p', { height: 1, width: 1, colorspace: 1, png: new Uint8Array(bytes) }),
      ]);
    const loss = (step: number) => summaryEvent({ wallTime: 0, step }, [scalarValue('loss', step)]);
    const bytes = joinBytes([
      ...[fileVersionEvent(0), loss(1), picture(4_000_000), loss(2), picture(300_000), loss(3)],
      ...[picture(9_000_000), loss(4), picture(70_000_000), loss(5)],
    ]);
    const { curves, images, problems } = await read(bytes);
    expect([...curves.get('loss')!.step]).toEqual([1, 2, 3, 4, 5]);
    expect(images.get('p')!.map((image) => image.bytes.length)).toEqual([4_000_000, 300_000, 9_000_000]);
    expect(problems).toEqual([
      expect.stringMatching(/^events\.0 has a record of 700000\d\d bytes at byte \d+, which was left out\.$/),
    ]);
  });

  test('is bytes that do not change', () => {
    expect(Buffer.from(fileVersionEvent(1)).toString('hex')).toBe(
      '1800000000000000a37f4b2209000000000000f03f1a0d627261696e2e4576656e743a32' + '86bf577a',
    );
    expect(
      Buffer.from(sessionStartEvent({ wallTime: 0, step: 300 }))
        .subarray(12, -4)
        .toString('hex'),
    ).toBe('09000000000000000010ac023a020801');
  });

  test('has a name that sorts by its time', () => {
    expect(eventFileName(new Date(1_700_000_000_042))).toBe('events.out.tfevents.1700000000.anneal.042.0');
  });
});
