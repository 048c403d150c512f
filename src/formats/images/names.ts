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
  `mask masks label labels labeled labelled gt gts groundtruth truth annotation annotations anno annos annot annots
  annotated seg segs target targets manual trimap trimaps maske masken masque masques mascara mascaras`.split(
    /\s+/,
  ),
);
const imageWords = new Set(
  'image images img imgs picture pictures photo photos input inputs bild bilder imagen imagenes'.split(' '),
);

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

/** Words that say how a picture was made or saved, but not which it is. */
const noise =
  /^(leftimg8bit|fine|coarse|color|colour|rgb|ids?|trainids?|instanceids?|train|training|instance|class|binary|bw|cp|sat|raw|orig|original)$/;

/**
 * The role that any word of a name gives it, and the words that are left, numbers without leading zeros: `ulm_07_gtFine_labelIds`
 * → mask, `ulm 7`; `img_3_masks` → mask, `3`; `mask0012` → mask, `12`. `counted` is without the number behind a
 * mask's word: `x_mask_1` → `x`.
 */
export function splitWords(name: string): { role: ImageRole | null; rest: string[]; counted: string[] } {
  const roles: ImageRole[] = [];
  const rest: string[] = [];
  let afterRole = -1;
  for (const word of name.replace(/ground[_\- .]truth/i, 'groundtruth').split(/[_\- .()[\]]+/)) {
    const [, letters = '', digits = ''] = /^([a-z]*)0*(\d*)$/i.exec(word) ?? ['', word];
    const humps = letters.replace(/([a-z])(?=[A-Z])|([A-Z])(?=[A-Z][a-z])/g, '$1$2_').split('_');
    const role = humps.map(roleOf).find((found) => found !== null);
    const isNoise = noise.test(word.toLowerCase());
    if (role) {
      roles.push(role);
      afterRole = rest.length;
    } else if (letters !== '' && !isNoise) rest.push(`${letters}${digits}`.toLowerCase());
    if (digits !== '' && (role || letters === '')) rest.push(digits);
  }
  const isMask = roles.includes('mask');
  const isCounted =
    isMask && afterRole === rest.length - 1 && /^\d+$/.test(rest.at(-1) ?? '') && afterRole > 0;
  return { role: isMask ? 'mask' : (roles[0] ?? null), rest, counted: isCounted ? rest.slice(0, -1) : rest };
}

function roleOf(word: string): ImageRole | null {
  const lower = word.toLowerCase();
  const glued = /^(?:train|training|val|valid|validation|test|testing)(\w+)$/.exec(lower);
  if (glued && maskWords.has(glued[1]!)) return 'mask';
  // A segment is a piece, what comes of dividing into segments is a mask.
  if (maskWords.has(lower) || /^segment(ed|ation)/.test(lower)) return 'mask';
  return imageWords.has(lower) ? 'image' : null;
}
