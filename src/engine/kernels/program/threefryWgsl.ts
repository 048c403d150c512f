/** Threefry-2x32-20 in WGSL, bit for bit the generator of `random.ts`; written out, as there. */

import { ROTATIONS } from '../../random';

/** Four rounds, then the key: `key[(group + 1) mod 3]` and `key[(group + 2) mod 3] + group + 1`. */
function rounds(group: number): string {
  const mix = ROTATIONS[group % 2]!.map((r) => `  a += b; b = ((b << ${r}u) | (b >> ${32 - r}u)) ^ a;`);
  return `${mix.join('\n')}\n  a += key${(group + 1) % 3}; b += key${(group + 2) % 3} + ${group + 1}u;`;
}

export const threefryWgsl = /* wgsl */ `
fn threefry(key: vec2u, counter: vec2u) -> vec2u {
  let key0 = key.x; let key1 = key.y; let key2 = 0x1bd11bdau ^ key.x ^ key.y;
  var a = counter.x + key0; var b = counter.y + key1;
${[0, 1, 2, 3, 4].map(rounds).join('\n')}
  return vec2u(a, b);
}`;
