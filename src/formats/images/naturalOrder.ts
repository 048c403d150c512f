/** The order of paths as people count: `2.png` before `10.png`. The same on every machine, whatever its language. */

/** For `sort`. Runs of digits compare by their number, all else by code unit. */
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
