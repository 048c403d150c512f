/** Which atoms of a molecule hear each other: all ordered pairs that are closer than the cutoff. */

export interface Neighbours {
  /** Pairs sorted by receiver, then by sender; indices into the molecule's atoms. */
  senders: Int32Array;
  receivers: Int32Array;
}

/**
 * Padding has no atoms here, so nothing hears it. A pair at the cutoff or beyond would send zero, and is left out.
 * @param positions Å, [atoms · 3]. @param cutoff Å.
 */
export function neighboursOf(positions: Float32Array, cutoff: number): Neighbours {
  const atoms = positions.length / 3;
  const senders: number[] = [];
  const receivers: number[] = [];
  for (let i = 0; i < atoms; i++) {
    for (let j = 0; j < atoms; j++) {
      if (i !== j && squaredDistance(positions, i, positions, j) < cutoff * cutoff) {
        senders.push(j);
        receivers.push(i);
      }
    }
  }
  return { senders: Int32Array.from(senders), receivers: Int32Array.from(receivers) };
}

/** Å², of point `i` of `a` and point `j` of `b`, both [points · 3]. */
export function squaredDistance(a: Float32Array, i: number, b: Float32Array, j: number): number {
  const x = a[3 * i]! - b[3 * j]!;
  const y = a[3 * i + 1]! - b[3 * j + 1]!;
  const z = a[3 * i + 2]! - b[3 * j + 2]!;
  return x * x + y * y + z * z;
}
