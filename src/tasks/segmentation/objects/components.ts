/**
 * Objects of a mask: the connected components of one class, pixels that touch by a side or a corner (8-connectivity), as
 * `scipy.ndimage.label` gives them with a structure of 3 × 3 ones. Rows are gone through run by run.
 */

export interface MaskObject {
  /** Pixels. */
  area: number;
  /** Mean column and row of its pixels, from 0 at the middle of the first. */
  x: number;
  y: number;
  /** The box around it, pixels. */
  left: number;
  top: number;
  width: number;
  height: number;
}

/** Pixels of one class side by side: columns `start` to before `end`. */
interface Run {
  y: number;
  start: number;
  end: number;
}

/**
 * @param mask [height · width], class indices.
 * @param label the class whose objects are wanted.
 * @returns in the order of their first pixels, row by row.
 */
export function objectsOf(mask: Uint8Array, height: number, width: number, label: number): MaskObject[] {
  const runs: Run[] = [];
  /** Of each run an earlier one of its object, itself for the first. */
  const parents: number[] = [];
  const rootOf = (run: number): number => {
    let root = run;
    while (parents[root] !== root) root = parents[root]!;
    // Later searches are shorter.
    for (let at = run; at !== root; ) [at, parents[at]] = [parents[at]!, root];
    return root;
  };
  let above = 0;
  for (let y = 0; y < height; y++) {
    const first = runs.length;
    // Runs of the row above that may still touch one of this row.
    let upper = above;
    for (let x = 0; x < width; x++) {
      if (mask[y * width + x] !== label) continue;
      const start = x;
      while (x < width && mask[y * width + x] === label) x++;
      const run = runs.length;
      runs.push({ y, start, end: x });
      parents.push(run);
      while (upper < first && runs[upper]!.end < start) upper++;
      for (let other = upper; other < first && runs[other]!.start <= x; other++) {
        const [a, b] = [rootOf(other), rootOf(run)];
        parents[Math.max(a, b)] = Math.min(a, b);
      }
    }
    above = first;
  }
  return gathered(runs, rootOf);
}

function gathered(runs: readonly Run[], rootOf: (run: number) => number): MaskObject[] {
  const objects = new Map<
    number,
    { area: number; x: number; y: number; box: [number, number, number, number] }
  >();
  for (const [index, { y, start, end }] of runs.entries()) {
    const root = rootOf(index);
    const object = objects.get(root) ?? { area: 0, x: 0, y: 0, box: [start, y, end, y + 1] };
    const length = end - start;
    object.area += length;
    object.x += (length * (start + end - 1)) / 2;
    object.y += length * y;
    const [left, top, right] = object.box;
    object.box = [Math.min(left, start), top, Math.max(right, end), y + 1];
    objects.set(root, object);
  }
  return [...objects.values()].map(({ area, x, y, box: [left, top, right, bottom] }) => ({
    area,
    x: x / area,
    y: y / area,
    left,
    top,
    width: right - left,
    height: bottom - top,
  }));
}
