/** Words in file and folder names that tell images from masks: `masks/7.png`, `7_mask.png`, `img-7.png`. */

export type ImageRole = 'image' | 'mask';

const maskWords = new Set(
  'mask masks label labels gt groundtruth truth annotation annotations segmentation segmentations seg segs target targets'.split(
    ' ',
  ),
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
  if (maskWords.has(lower)) return 'mask';
  return imageWords.has(lower) ? 'image' : null;
}
