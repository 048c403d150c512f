/** Charges from the command line: a small model is trained on made-up molecules, and its files agree with its evaluation. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { anneal } from '../../cli/testCommand';
import { sharedFolder } from '../../cli/testFolder';
import { openNpz, writeNpz } from '../../formats/npy/npz';
import { readArray } from '../../formats/readFiles';
import { arraysOf, madeUp } from './batches.fixture';

const folder = sharedFolder();
const at = (...names: string[]) => join(folder(), ...names);
const checkpoint = () => ['--checkpoint', at('run', 'checkpoints', 'latest.safetensors')];

const predict = (out: string, ...more: string[]) =>
  anneal(['predict', ...checkpoint(), '--data', at('m.npz'), '--out', at(out), '--backend', 'cpu', ...more]);

async function arrayOf(file: string, name: string): Promise<number[]> {
  const opened = await openNpz({ name: file, blob: new Blob([new Uint8Array(await readFile(at(file)))]) });
  return Array.from((await readArray(opened, name)).data, Number);
}

const molecules = Array.from({ length: 10 }, (_, row) => ({ ...madeUp(row + 1, 2 + (row % 3), 12), row }));

beforeAll(async () => {
  await writeFile(at('m.npz'), writeNpz(arraysOf(molecules).values()));
  const settings = [
    'model.features=4',
    'model.numIterations=1',
    'training.maxSteps=2',
    'training.batchSize=2',
  ];
  const trained = await anneal([
    ...['train', '--task', 'molecules', '--data', at('m.npz'), '--out', at('run'), '--backend', 'cpu'],
    ...['--set', ...settings, 'dataset.validationFraction=0.3', 'loss.dipoleWeight=0.5', '--json'],
  ]);
  expect(trained.code, trained.stderr).toBe(0);
}, 60_000);

describe('predict', () => {
  test('says in its analysis what evaluate says', async () => {
    const evaluated = await anneal([
      ...['evaluate', ...checkpoint(), '--data', at('m.npz'), '--split', 'validation'],
      ...['--backend', 'cpu', '--json'],
    ]);
    const { metrics } = JSON.parse(evaluated.stdout);
    expect(await predict('a.json', '--split', 'validation')).toMatchObject({ code: 0 });
    const analysis = JSON.parse(await readFile(at('a.json'), 'utf8'));
    expect(analysis.n_molecules).toBe(3);
    expect(analysis.total_loss).toBeCloseTo(metrics.loss, 4);
    for (const name of ['esp_rmse_kcal', 'mono_mae', 'mono_rmse', 'dipole_mae_debye']) {
      expect(Math.abs(analysis[name] / metrics[name] - 1), name).toBeLessThan(1e-5);
    }
  });

  test('writes the molecules that are named, with charges that give the potential', async () => {
    expect(await predict('p.npz', '--rows', '3-4,7', '--potentials', 'both', '--spacing', '1')).toMatchObject(
      {
        code: 0,
      },
    );
    expect(await arrayOf('p.npz', 'rows')).toEqual([3, 4, 7]);
    expect(await arrayOf('p.npz', 'box_7')).not.toHaveLength(0);
    const [charges, places, esp] = await Promise.all(
      ['charges', 'places', 'esp'].map((name) => arrayOf('p.npz', name)),
    );
    const { grid } = molecules[3]!;
    const at = (point: number) =>
      charges!.slice(0, charges!.length / 3).reduce((sum, charge, c) => {
        const away = [0, 1, 2].map((axis) => grid[3 * point + axis]! - places![3 * c + axis]!);
        return sum + charge / (Math.hypot(...away) * 1.88973);
      }, 0);
    for (const point of [0, 5, 11]) expect(Math.abs(esp![point]! - at(point))).toBeLessThan(1e-5);
  });

  test('writes the potential around the first molecule that is named', async () => {
    const told = await predict('p.cube', '--rows', '4-6', '--spacing', '1');
    expect(told.code, told.stderr).toBe(0);
    expect(told.stderr).toContain('Predictions of one molecule were written to ');
    const lines = (await readFile(at('p.cube'), 'utf8')).split('\n');
    expect(lines[0]).toBe('4');
    expect(Number(lines[2]!.trim().split(/\s+/)[0])).toBe(3);
  });

  test('names the rows that it cannot read', async () => {
    const rows = await predict('p.npz', '--rows', '3-');
    expect(rows).toMatchObject({ code: 2 });
    expect(rows.stderr).toContain('The rows cannot be read');
  });
});
