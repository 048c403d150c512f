/**
 * Permutation importance: how much worse a score gets when the values of an input are shuffled over the rows (Breiman,
 * Random Forests, Machine Learning 2001; repeats as scikit-learn has them). How rows are scored is the task's.
 */
import type { Importance, InputImportance } from '../../protocol/diagnostics';
import { randomStream } from '../random';

export const REPEATS = 10;

/** Row `i` gets the value that row `order[i]` has of the input. */
export interface Shuffle {
  /** Its place among the inputs. */
  input: number;
  order: Uint32Array;
}

export interface ShuffledScores {
  /** Names of the inputs. */
  inputs: readonly string[];
  rows: number;
  /** What the score is called, and which values are the better ones. */
  score: { title: string; better: 'min' | 'max' };
  seed: number;
  repeats?: number;
  /** The score of all rows, with an input shuffled; null as they are. */
  scoreOf(shuffle: Shuffle | null): Promise<number>;
  /** Awaited after each score of a shuffle. */
  after?(done: number, total: number): Promise<void>;
}

export async function importanceOf(options: ShuffledScores): Promise<Importance> {
  const { inputs, rows, score, seed, repeats = REPEATS, scoreOf, after } = options;
  const sign = score.better === 'max' ? 1 : -1;
  const value = await scoreOf(null);
  const found: InputImportance[] = [];
  for (const [input, name] of inputs.entries()) {
    const worse: number[] = [];
    for (let repeat = 0; repeat < repeats; repeat++) {
      const all = Uint32Array.from({ length: rows }, (_, row) => row);
      const order = randomStream(seed, `importance/${name}`, repeat).shuffle(all);
      worse.push(sign * (value - (await scoreOf({ input, order }))));
      await after?.(input * repeats + repeat + 1, inputs.length * repeats);
    }
    const mean = worse.reduce((sum, one) => sum + one, 0) / repeats;
    const variance = worse.reduce((sum, one) => sum + (one - mean) ** 2, 0) / repeats;
    found.push({ name, mean, deviation: Math.sqrt(variance) });
  }
  found.sort((a, b) => b.mean - a.mean);
  return { score: score.title, better: score.better, value, rows, repeats, inputs: found };
}
