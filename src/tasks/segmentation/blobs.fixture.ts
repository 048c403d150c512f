/** Small images for tests: bright discs on a noisy ground, and which pixels they cover. */

import { randomStream } from '../../engine/random';
import type { ArraySet, NamedArray } from '../../formats/arrays';

/** uint8 images [count, side, side] and masks of 0 and 255. */
export function blobs(count: number, side = 24): ArraySet {
  const random = randomStream(11, 'blobs');
  const images = new Uint8Array(count * side * side);
  const masks = new Uint8Array(images.length);
  for (let image = 0; image < count; image++) {
    const radius = side * (0.15 + 0.15 * random.uniform());
    const [y0, x0] = [side * (0.3 + 0.4 * random.uniform()), side * (0.3 + 0.4 * random.uniform())];
    for (let i = 0; i < side * side; i++) {
      const inside = Math.hypot(Math.floor(i / side) - y0, (i % side) - x0) < radius;
      const value = (inside ? 150 : 80) + 25 * random.normal();
      images[image * side * side + i] = Math.max(0, Math.min(255, value));
      masks[image * side * side + i] = inside ? 255 : 0;
    }
  }
  const array = (name: string, data: Uint8Array): [string, NamedArray] => [
    name,
    { name, dtype: 'uint8', shape: [count, side, side], data, categories: null },
  ];
  return new Map([array('images', images), array('masks', masks)]);
}
