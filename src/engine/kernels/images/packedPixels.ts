/**
 * Values of pixels in 32-bit words: four bytes, two 16-bit values or one float32 a word, the first in the lowest bits.
 * That is the order of memory on every machine that has a browser, so that packing is a change of view.
 */

/** How a value of an image is stored. */
export type PixelType = 'uint8' | 'uint16' | 'float32';
export type Pixels = Uint8Array | Uint16Array | Float32Array;

export function pixelTypeOf(pixels: Pixels): PixelType {
  if (pixels instanceof Uint8Array) return 'uint8';
  return pixels instanceof Uint16Array ? 'uint16' : 'float32';
}

/** Words as values, without a copy. */
export function pixelsOf({ buffer, byteOffset, length }: Float32Array | Int32Array, type: PixelType): Pixels {
  switch (type) {
    case 'uint8':
      return new Uint8Array(buffer, byteOffset, length * 4);
    case 'uint16':
      return new Uint16Array(buffer, byteOffset, length * 2);
    case 'float32':
      return new Float32Array(buffer, byteOffset, length);
  }
}

/** Words that hold so many values. */
export function wordsFor(values: number, type: PixelType): number {
  return Math.ceil(values / { uint8: 4, uint16: 2, float32: 1 }[type]);
}

/** Values as words; a copy only where they do not fill whole words. */
export function wordsOf(pixels: Pixels): Float32Array | Int32Array {
  if (pixels instanceof Float32Array) return pixels;
  const { buffer, byteOffset, byteLength } = pixels;
  if (byteOffset % 4 === 0 && byteLength % 4 === 0) return new Int32Array(buffer, byteOffset, byteLength / 4);
  const words = new Int32Array(wordsFor(pixels.length, pixelTypeOf(pixels)));
  pixelsOf(words, pixelTypeOf(pixels)).set(pixels);
  return words;
}

/** `fn pixel(index: i32)` of the words in the array `name`: u32, or f32 where they are. */
export function pixelWgsl(name: string, type: PixelType): string {
  switch (type) {
    case 'uint8':
      return `
fn pixel(index: i32) -> u32 { return (u32(${name}[index >> 2u]) >> (8u * u32(index & 3))) & 0xffu; }`;
    case 'uint16':
      return `
fn pixel(index: i32) -> u32 { return (u32(${name}[index >> 1u]) >> (16u * u32(index & 1))) & 0xffffu; }`;
    case 'float32':
      return `
fn pixel(index: i32) -> f32 { return ${name}[index]; }`;
  }
}
