/** The order of float32 values from large to small, equal ones as they come: a radix sort in three stable passes. */

const BITS = 11;
const BUCKETS = 1 << BITS;

/**
 * @param values float32; not-a-number may land anywhere.
 * @returns indices into the values.
 */
export function fallingOrder(values: Float32Array): Uint32Array {
  const count = values.length;
  const bits = new Uint32Array(values.buffer.slice(values.byteOffset, values.byteOffset + values.byteLength));
  // Unsigned integers that rise as the values fall. Adding 0 makes −0 the 0 that it equals.
  const keys = bits.map((pattern) => {
    const value = pattern === 0x80000000 ? 0 : pattern;
    return value & 0x80000000 ? value : ~value & 0x7fffffff;
  });
  let order = Uint32Array.from(keys, (_, i) => i);
  let next = new Uint32Array(count);
  for (let shift = 0; shift < 32; shift += BITS) {
    const starts = new Uint32Array(BUCKETS + 1);
    for (let i = 0; i < count; i++) starts[((keys[i]! >>> shift) & (BUCKETS - 1)) + 1]!++;
    for (let bucket = 0; bucket < BUCKETS; bucket++) starts[bucket + 1]! += starts[bucket]!;
    for (const i of order) next[starts[(keys[i]! >>> shift) & (BUCKETS - 1)]!++] = i;
    [order, next] = [next, order];
  }
  return order;
}
