/** Charges of whole molecules and of atoms as people write them. */

/** "0", "+1", "−0.52". */
export function chargeText(charge: number): string {
  const size = Number(Math.abs(charge).toFixed(2));
  return size === 0 ? '0' : `${charge < 0 ? '−' : '+'}${size}`;
}

/** Always the same count of digits, for columns: "+0.1234". */
export function atomChargeText(charge: number): string {
  return `${charge < 0 ? '−' : '+'}${Math.abs(charge).toFixed(4)}`;
}
