/** `anneal predict`: what a checkpoint says of every row of a dataset, as CSV or NPZ. */
import { predict, tableOutput, targetsOf } from '../engine/evaluate';
import type { SplitName, Workload } from '../engine/tasks/task';
import { type PredictionTable, predictionsCsv, predictionsNpz } from '../exports/predictions';
import { AnnealError } from '../protocol/errors';
import { writeAtomic } from './atomicFile';
import type { Command } from './command';
import { applyModel } from './model';
import { say } from './output';
import { readArguments, refuseWords, required } from './usage';

export const predictCommand: Command = {
  usage: `predict --checkpoint FILE --data FILE... --out FILE.csv|.npz
    --backend auto|webgpu|wasm|cpu   as for train
    One line a row; where the data hold the targets, with the truth and the error.`,

  async run(args) {
    const { options, words } = readArguments(args, {
      checkpoint: 'text',
      data: 'list',
      out: 'text',
      backend: 'text',
    });
    refuseWords(words);
    const path = required(options.checkpoint, 'No checkpoint was named.', 'Add --checkpoint FILE.');
    required(options.data[0], 'No data was named.', 'Add --data FILE.');
    const out = required(options.out, 'No file to write was named.', 'Add --out FILE.csv or --out FILE.npz.');
    const write = writerFor(out);
    const model = await applyModel(path, options.data, options.backend);
    const { workload, sameData } = model;
    for (const { message } of workload.remarks) say(message);
    const { rows } = workload;
    const actual = targetsOf(workload, rows);
    const table: PredictionTable = {
      output: tableOutput(workload),
      rows,
      splits: sameData ? splitOfRows(workload) : null,
      predicted: await predict(model, rows),
      actual: actual.every(Number.isNaN) ? null : actual,
    };
    model.dispose();
    await writeAtomic(out, write(table));
    say(`${rows.length} rows were written to ${out}.`);
    return 0;
  },
};

function writerFor(out: string): (table: PredictionTable) => string | Uint8Array {
  if (out.toLowerCase().endsWith('.csv')) return predictionsCsv;
  if (out.toLowerCase().endsWith('.npz')) return predictionsNpz;
  throw new AnnealError('usage', `${out} is neither a .csv nor a .npz file.`, {
    place: '--out',
    received: out,
    remedy: 'Name a file that ends in .csv or .npz.',
  });
}

function splitOfRows({ rows, splits }: Workload): SplitName[] {
  const byRow = new Map<number, SplitName>();
  for (const [name, members] of Object.entries(splits) as [SplitName, Uint32Array][]) {
    for (const row of members) byRow.set(row, name);
  }
  return Array.from(rows, (row) => byRow.get(row)!);
}
