/** What the names of image files say: that they are pictures, their order, and which are images and which masks. */

/** Whether a file calls itself a picture, of a kind that is read or not. */
export function isImageName(path: string): boolean {
  return /\.(png|jpe?g|jpe|jfif|tiff?|bmp|dib|webp|gif|jp2|heic|avif|p[bgp]m)$/i.test(path);
}

/**
 * The order of paths as people count: `2.png` before `10.png`. The same on every machine, whatever its language.
 * For `sort`. Runs of digits compare by their number, all else by code unit.
 */
export function naturalOrder(a: string, b: string): number {
  const left = pieces(a);
  const right = pieces(b);
  for (let index = 0; index < Math.min(left.length, right.length); index++) {
    const order = comparePieces(left[index]!, right[index]!);
    if (order !== 0) return order;
  }
  return left.length - right.length || plainOrder(a, b);
}

function pieces(text: string): string[] {
  return text.match(/\d+|\D+/g) ?? [];
}

function comparePieces(a: string, b: string): number {
  if (!/^\d/.test(a) || !/^\d/.test(b)) return plainOrder(a, b);
  // Compared as text without leading zeros: numbers in names may be longer than a double holds.
  const left = a.replace(/^0+(?=\d)/, '');
  const right = b.replace(/^0+(?=\d)/, '');
  return left.length - right.length || plainOrder(left, right);
}

function plainOrder(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

export type ImageRole = 'image' | 'mask';

const maskWords = new Set(
  'mask masks label labels gt groundtruth truth annotation annotations seg segs target targets'.split(' '),
);
const imageWords = new Set('image images img imgs picture pictures photo photos input inputs'.split(' '));

/**
 * The role that the first or last word of a name gives it, and the name without that word: `7_mask` → mask, `7`;
 * `trainMasks` → mask, `train`; `masks` → mask, ``. Humps count as words: `FooBar` is `Foo_Bar`, whatever its role.
 */
export function splitRole(name: string): { role: ImageRole | null; rest: string } {
  const plain = name
    .replace(/([a-z])(?=[A-Z])|([A-Z])(?=[A-Z][a-z])/g, '$1$2_')
    .replace(/ground[_\- .]truth/i, 'groundtruth');
  const last = /^(.*?)[_\- .]*([a-z]+)$/i.exec(plain);
  const isWord = last && (last[1] === '' || /[_\- .]/.test(plain[plain.length - last[2]!.length - 1]!));
  const lastRole = isWord ? roleOf(last[2]!) : null;
  if (lastRole) return { role: lastRole, rest: last![1]! };
  const first = /^([a-z]+)[_\- .]+(.*)$/i.exec(plain);
  const firstRole = first ? roleOf(first[1]!) : null;
  return firstRole ? { role: firstRole, rest: first![2]! } : { role: null, rest: plain };
}

function roleOf(word: string): ImageRole | null {
  const lower = word.toLowerCase();
  // A segment is a piece, what comes of dividing into segments is a mask.
  if (maskWords.has(lower) || /^segment(ed|ation)/.test(lower)) return 'mask';
  return imageWords.has(lower) ? 'image' : null;
}
