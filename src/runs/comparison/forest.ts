/** A small random forest for regression (Breiman, Random Forests, Machine Learning 2001): trees over bootstrap samples. Pure. */
import type { RandomStream } from '../../engine/random';

export interface Feature {
  /** Codes of categories, or numbers; −Infinity where a run has no such setting. One a row. */
  values: Float64Array;
  categorical: boolean;
}

type Tree =
  | { value: number }
  | { feature: number; goesLeft: (value: number) => boolean; left: Tree; right: Tree };

export interface Forest {
  /** Of each row by the trees that have not seen it; NaN where all have. @param features in place of the ones it grew on. */
  outOfBag(features: readonly Feature[]): Float64Array;
}

/** @param y one a row. @param pause awaited after each tree. */
export async function growForest(
  features: readonly Feature[],
  y: Float64Array,
  {
    trees,
    random,
    pause,
  }: { trees: number; random: RandomStream; pause?: (() => Promise<void>) | undefined },
): Promise<Forest> {
  const rows = y.length;
  const grown: { tree: Tree; out: number[] }[] = [];
  for (let number = 0; number < trees; number++) {
    const bag = Array.from({ length: rows }, () => random.below(rows));
    const inBag = new Set(bag);
    const out = Array.from({ length: rows }, (_, row) => row).filter((row) => !inBag.has(row));
    grown.push({ tree: grow(features, y, bag, random), out });
    await pause?.();
  }
  return {
    outOfBag(given) {
      const sums = new Float64Array(rows);
      const counts = new Float64Array(rows);
      for (const { tree, out } of grown) {
        for (const row of out) {
          sums[row]! += predict(tree, given, row);
          counts[row]! += 1;
        }
      }
      return sums.map((sum, row) => sum / counts[row]!);
    },
  };
}

function predict(tree: Tree, features: readonly Feature[], row: number): number {
  let node = tree;
  while (!('value' in node)) {
    node = node.goesLeft(features[node.feature]!.values[row]!) ? node.left : node.right;
  }
  return node.value;
}

/** Splits a third of the features, at least one, are tried for at each node; leaves hold a row or equal targets. */
function grow(features: readonly Feature[], y: Float64Array, rows: number[], random: RandomStream): Tree {
  const mean = rows.reduce((sum, row) => sum + y[row]!, 0) / rows.length;
  if (rows.every((row) => y[row] === y[rows[0]!])) return { value: mean };
  const order = random.shuffle(Array.from(features.keys()));
  const tried = Math.max(1, Math.ceil(features.length / 3));
  let best: { gain: number; feature: number; goesLeft: (value: number) => boolean } | null = null;
  for (const [place, feature] of order.entries()) {
    // Features without a split in this node do not count as tried.
    if (place >= tried && best) break;
    const split = bestSplit(features[feature]!, y, rows);
    if (split && (!best || split.gain > best.gain)) best = { ...split, feature };
  }
  if (!best) return { value: mean };
  const { feature, goesLeft } = best;
  const { values } = features[feature]!;
  const left = rows.filter((row) => goesLeft(values[row]!));
  const right = rows.filter((row) => !goesLeft(values[row]!));
  return {
    feature,
    goesLeft,
    left: grow(features, y, left, random),
    right: grow(features, y, right, random),
  };
}

/**
 * The split after which the sum of squares about the means is least. Categories are put in the order of their means, in
 * which the best of all their divisions into two is one of neighbours (Fisher, JASA 1958).
 */
function bestSplit({ values, categorical }: Feature, y: Float64Array, rows: readonly number[]) {
  const groups = new Map<number, { sum: number; count: number }>();
  for (const row of rows) {
    const group = groups.get(values[row]!) ?? { sum: 0, count: 0 };
    group.sum += y[row]!;
    group.count++;
    groups.set(values[row]!, group);
  }
  const sorted = [...groups].sort(([a, one], [b, other]) =>
    categorical ? one.sum / one.count - other.sum / other.count : a - b,
  );
  const total = sorted.reduce((sum, [, group]) => sum + group.sum, 0);
  let [sum, count, most, at] = [0, 0, Number.NEGATIVE_INFINITY, -1];
  for (let i = 0; i < sorted.length - 1; i++) {
    sum += sorted[i]![1].sum;
    count += sorted[i]![1].count;
    const gain = sum ** 2 / count + (total - sum) ** 2 / (rows.length - count);
    if (gain > most) [most, at] = [gain, i];
  }
  if (at < 0) return null;
  if (categorical) {
    const left = new Set(sorted.slice(0, at + 1).map(([code]) => code));
    return { gain: most, goesLeft: (value: number) => left.has(value) };
  }
  const [below, above] = [sorted[at]![0], sorted[at + 1]![0]];
  const threshold = Number.isFinite(below) ? (below + above) / 2 : below;
  return { gain: most, goesLeft: (value: number) => value <= threshold };
}
