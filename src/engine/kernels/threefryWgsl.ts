/** Threefry-2x32-20 in WGSL, bit for bit the generator of `random.ts`. */
export const threefryWgsl = /* wgsl */ `
fn threefry(key: vec2u, counter: vec2u) -> vec2u {
  let keys = array<u32, 3>(key.x, key.y, 0x1bd11bdau ^ key.x ^ key.y);
  let rotations = array<u32, 8>(13u, 15u, 26u, 6u, 17u, 29u, 16u, 24u);
  var x = counter + key;
  for (var group = 0u; group < 5u; group++) {
    for (var i = 0u; i < 4u; i++) {
      let r = rotations[(group % 2u) * 4u + i];
      x.x = x.x + x.y;
      x.y = ((x.y << r) | (x.y >> (32u - r))) ^ x.x;
    }
    x.x = x.x + keys[(group + 1u) % 3u];
    x.y = x.y + keys[(group + 2u) % 3u] + group + 1u;
  }
  return x;
}`;
