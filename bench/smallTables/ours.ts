/**
 * Trains the preset that the page proposes on the tables of `scikit.py`, and prints both beside each other.
 *
 *     node --import tsx bench/smallTables/ours.ts .cache/smallTables [--only PART] [--set training.epochs=100 ...]
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openPaths, readData } from '../../src/cli/dataFiles';
import { selectBackend } from '../../src/engine/backend';
import { importData, planImport } from '../../src/engine/data/importData';
import { train } from '../../src/engine/trainer';
import type { DescribedDataset } from '../../src/protocol/datasets';
import { withSection } from '../../src/tasks/flags';
import { defaultConfig, setByPath } from '../../src/tasks/runConfig';
import { tabular as description } from '../../src/tasks/tabular/description';
import { tabular } from '../../src/tasks/tabular/engine';

interface Table {
  name: string;
  kind: 'class' | 'number';
  linear: number[];
  mlp: number[];
}

const [folder = '.cache/smallTables', ...rest] = process.argv.slice(2);
const only = rest.includes('--only') ? rest[rest.indexOf('--only') + 1]! : '';
const settings = rest.filter((word) => /^[a-z]+\.\S+=/i.test(word));
const repetitions = rest.includes('--splits') ? Number(rest[rest.indexOf('--splits') + 1]) : 5;
const tables: Table[] = JSON.parse(await readFile(join(folder, 'scikit.json'), 'utf8'));
const backend = await selectBackend(rest.includes('--cpu') ? 'cpu' : 'wasm');

/** As an import describes the file. */
async function describe(path: string): Promise<DescribedDataset> {
  const parts = await openPaths([path], { reading: {} });
  try {
    const { sheets } = await importData(planImport(parts), { write: () => {} }, { describes: true });
    const format = parts[0]!.file.format;
    const common = { version: 2 as const, fingerprint: 'f', bytes: 0, createdAt: '', warnings: [] };
    return { ...common, name: path, format, files: [path], arrays: sheets ?? [] };
  } finally {
    for (const { file } of parts) file.close();
  }
}

/** R² or accuracy on the test rows: of the network and of the linear model. */
async function result(
  path: string,
): Promise<{ network: number; linear: number; epochs: number; seconds: number }> {
  const dataset = await describe(path);
  const suggestion = description.suggest(dataset)!;
  let config = withSection(defaultConfig('tabular', suggestion.preset), '', suggestion.settings);
  for (const setting of settings) {
    const at = setting.indexOf('=');
    config = setByPath(config, setting.slice(0, at), setting.slice(at + 1));
  }
  const data = await readData([path], { reading: {} });
  const begun = performance.now();
  let epochs = 0;
  for await (const event of train({
    config,
    task: tabular,
    data,
    fingerprint: 'f',
    backend,
    control: { request: 'run' },
  })) {
    if (event.type === 'failed') throw new Error(event.error.message);
    if (event.type === 'epoch') epochs = event.epoch;
    if (event.type !== 'finished') continue;
    const value = (name: string) => event.comparison!.models.find((model) => model.name === name)!.values[0]!;
    data.close();
    return {
      network: value('model'),
      linear: value('linear'),
      epochs,
      seconds: (performance.now() - begun) / 1000,
    };
  }
  throw new Error('The training ended without a result.');
}

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const deviation = (values: number[]) =>
  Math.sqrt(values.reduce((sum, value) => sum + (value - mean(values)) ** 2, 0) / (values.length - 1));
const text = (values: number[]) => `${mean(values).toFixed(3)} ± ${deviation(values).toFixed(3)}`;

const lines = [
  '| table | Anneal, proposed preset | Anneal, linear model | scikit-learn, ridge / logistic | scikit-learn, MLP | within one SD | epochs | s |',
  '|---|---|---|---|---|---|---|---|',
];
console.log(lines.join('\n'));
for (const [index, table] of tables.entries()) {
  if (!new RegExp(only).test(table.name)) continue;
  const found = [];
  for (let split = 0; split < repetitions; split++)
    found.push(await result(join(folder, `${index}-${split}.csv`)));
  const network = found.map((one) => one.network);
  const others = [table.linear, table.mlp].map((values) => values.slice(0, repetitions));
  const reached = others.every(
    (values) => mean(network) >= mean(values) - Math.min(deviation(network), deviation(values)),
  );
  const line = `| ${table.name} | ${text(network)} | ${text(found.map((one) => one.linear))} | ${others.map(text).join(' | ')} | ${reached ? 'yes' : 'NO'} | ${mean(found.map((one) => one.epochs)).toFixed(0)} | ${mean(found.map((one) => one.seconds)).toFixed(1)} |`;
  console.log(line);
  lines.push(line);
}
process.exit(0);
