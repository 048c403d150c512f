/** A file of more than 4 GiB, of which only a few bytes are not zero: positions beyond 2³² must stay what they are. */
import { inflateSync } from 'node:zlib';
import type { ByteSource } from './byteSource';

/** @param parts bytes by position; what lies between them is zero. */
export function sparseBytes(size: number, parts: ReadonlyMap<number, Uint8Array>): ByteSource {
  const readInto = (target: Uint8Array, position: number) => {
    target.fill(0);
    for (const [at, bytes] of parts) {
      const from = Math.max(at, position);
      const to = Math.min(at + bytes.length, position + target.length);
      if (from < to) target.set(bytes.subarray(from - at, to - at), from - position);
    }
  };
  const slice = (begin: number, length: number): ByteSource => ({
    size: length,
    slice: (start = 0, end = length) => {
      const [from, to] = [start, end].map((at) => Math.min(length, Math.max(0, at < 0 ? length + at : at)));
      return slice(begin + from!, Math.max(0, to! - from!));
    },
    async arrayBuffer() {
      const bytes = new Uint8Array(length);
      readInto(bytes, begin);
      return bytes.buffer;
    },
    readInto: (target, position) => readInto(target, begin + position),
  });
  return slice(0, size);
}

const inflated = (base64: string) => new Uint8Array(inflateSync(Buffer.from(base64, 'base64')));

/**
 * Written by h5py: `pad`, 4,500,000,000 bytes whose room is taken and never written; behind it `x` of float32
 * [1.5, -2, 3.25], and `packed`, 0 to 49 as int32 in gzipped chunks of 10.
 */
export const farHdf5 = sparseBytes(
  4500006192,
  new Map([
    [
      0,
      inflated(
        'eNrtVbFOwzAQvXPcyipBoixFLIQ/qLrQFalBnSgCBkYqEoRUBgaGbjCGgZGREYlP4a+K7btL0gyR2CrqN+Tpzs8X5/IueZtOznZ7' +
          'hz1wMAY07EEdK8bwaxxjLZb1W2ZkLpi/leTRrx1wvs/1m7rryzR16lUDcp+hJl4/XcC2YJqeXji+4Thh/lHruqd55nlZxneLPKv8' +
          'Of7jfRG6tBclJicjcuKd5kI4sg5F9ikpjL92LLtY8UZj63g9sqCq5LHPaZc5OY4XAK8b8R6uzmcTtE8p81x02/XycEnUrpO5Xna2' +
          'w89oHdHmK2lXxeSXfnIEmidgYGDwwuulv5Qq/QXkrw/yVdw4QbFh/WifsxHrRmU/eM6swXTti1D2IaJKOzaPvo7UNf6PlOX3j/Pn' +
          'nPfW+qUUfFLD3D9RVyd8CB/hgICAgICAgH+BX89ePXU=',
      ),
    ],
    [
      4500000768,
      inflated(
        'eNpjYBgFo2AUjIKRCg7YgwgGhgCHijjew528DAo8LAsu/yr939raoiLpd/rpt4rabfJMexj0QPIngfICLAsqq9fdql/v5OR9SdZv' +
          '+u1PFbV13CEMkyrihBMTEgRYkwwVxNiTOBWmsSRpKkxjS5JUmMaaxCD8huFbRdzk5ISECexJrAphLEmqCmFsSaIKYaxJpgph7EkM' +
          'Mi2MURVxlxMSEi6wJOkqXGNLklW4xppkq3CNPYlZwYwliUFVhnHfaJSNglEwCkbBKBgFFIKQIFdXRgZWhv9oQAGHep6pFjyMQFoR' +
          'yudCk9eByitB+SJo8r5o8nJo8vlo8hpo8hOh8jBgBKVZRqNyFIyCUTAKRsEooBkAACqSUb8=',
      ),
    ],
  ]),
);
