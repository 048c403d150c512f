/** `anneal evaluate`: metrics of a checkpoint on a part of a dataset. */
import { evaluate, rowsOf } from '../engine/training/evaluate';
import type { SplitName } from '../engine/workload';
import { AnnealError } from '../protocol/errors';
import { definedValue, metricNamed, titleWithUnit } from '../protocol/metrics';
import { cellText } from '../runs/statisticsTable';
import type { Command } from './command';
import { say, writeJson } from './command';
import { comparisonText } from './comparisonText';
import { type AppliedModel, applyModel, modelOptions } from './model';
import { oneOf, readArguments, refuseWords } from './usage';

export const evaluateCommand: Command = {
  usage: `evaluate --checkpoint FILE --data FILE... [--split test|validation|all]
    --backend auto|webgpu|wasm|cpu   as for train
    --json                           one object with "metrics" instead of a table
    The split is that of the run: its test part, or its validation part where it has no other. Data that the model has
    not seen are taken whole.`,

  async run(args) {
    const { options, words } = readArguments(args, {
      ...modelOptions,
      split: 'text',
      json: 'flag',
    });
    refuseWords(words);
    const asked = oneOf('--split', options.split, ['train', 'validation', 'test', 'all', 'auto'], 'auto');
    const model = await applyModel(options);
    const split = asked === 'auto' ? ownSplit(model) : asked;
    if (!model.sameData && asked !== 'all') {
      say(
        `These are not the data of the run; ${split === 'all' ? 'all rows are' : `its own ${split} part is`} used.`,
      );
    }
    for (const { message } of model.workload.remarks) say(message);
    const rows = rowsOf(model.workload, split);
    if (rows.length === 0) {
      throw new AnnealError('data-empty', `The ${split} part has no rows.`, {
        place: options.data.join(', '),
        remedy: 'Use --split all, or data with more rows.',
      });
    }
    const metrics = await evaluate(model, rows);
    if (Number.isNaN(metrics.loss)) {
      throw new AnnealError('data-not-found', 'The data hold no targets to compare with.', {
        place: options.data.join(', '),
        remedy: 'Use data with the targets of the run, or the command predict.',
      });
    }
    const comparison = await model.executable.compare?.(model.parameters, rows, split);
    const { epoch, step, backend } = model;
    if (options.json)
      writeJson({
        metrics,
        split,
        rows: rows.length,
        epoch,
        step,
        backend,
        ...(comparison && { comparison }),
      });
    else {
      process.stdout.write(`${split}: ${rows.length} rows, checkpoint of epoch ${epoch}, step ${step}\n`);
      const infos = Object.keys(metrics).map((name) => metricNamed(model.workload.metricInfos, name));
      const width = Math.max(...infos.map((info) => titleWithUnit(info).length));
      for (const info of infos) {
        const value = cellText(definedValue(info, metrics[info.name]));
        process.stdout.write(`${titleWithUnit(info).padEnd(width)}  ${value}\n`);
      }
      if (comparison) process.stdout.write(`\n${comparisonText(comparison)}\n`);
    }
    model.dispose();
    return 0;
  },
};

/** What says most about the model: rows that it has not learnt from. */
function ownSplit({ sameData, workload }: AppliedModel): SplitName | 'all' {
  if (!sameData) return 'all';
  return (['test', 'validation'] as const).find((name) => workload.splits[name].length > 0) ?? 'all';
}
