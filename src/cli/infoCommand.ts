/** `anneal info`: what is in a file, be it a checkpoint or data; what reads checkpoints is loaded for these alone. */
import { AnnealError } from '../protocol/errors';
import type { Command } from './command';
import { writeJson } from './command';
import type { Info } from './dataInfo';
import { readingFrom, readingOptions } from './readingOptions';
import { shapeText, textTable } from './textTable';
import { readArguments } from './usage';

export const infoCommand: Command = {
  usage: `info FILE [--json], info DIR --summary
    A checkpoint: its run, its epoch, its tensors with mean, spread, range, zeros, NaN and a histogram. Data: of each
    array and column shape, type, mean, deviation, extremes, median, missing and different values, and what is to be said of them.
    --summary: of the run in the folder, as JSON: model, loss, checkpoints, history.`,

  async run(args) {
    const { options, words } = readArguments(args, { json: 'flag', summary: 'flag', ...readingOptions });
    const [path] = words;
    if (path === undefined || words.length > 1) {
      const found = path === undefined ? 'No file was named.' : 'More than one file was named.';
      throw new AnnealError('usage', found, { remedy: 'Write info FILE.' });
    }
    if (options.summary) {
      const { summaryJson } = await import('../runs/storedSummary');
      const { folderSummary } = await import('./runSummary');
      process.stdout.write(summaryJson(await folderSummary(path)));
      return 0;
    }
    const { json, lines } = /\.safetensors$/i.test(path)
      ? await checkpointInfo(path)
      : await (await import('./dataInfo')).dataInfo(path, readingFrom(options));
    if (options.json) writeJson(json);
    else process.stdout.write(`${lines.join('\n')}\n`);
    return 0;
  },
};

async function checkpointInfo(path: string): Promise<Info> {
  const { readCheckpointFile } = await import('./checkpointFile');
  const { parameterCountOf } = await import('../engine/checkpoints/checkpoint');
  const { checkpointReport } = await import('../engine/checkpoints/tensorSummaries');
  const { tensorName, tensorText } = await import('../runs/tensorLine');
  const checkpoint = await readCheckpointFile(path);
  const { state, tensors } = checkpoint;
  const { config, epoch, step, best, fingerprint, seconds } = state;
  const parameterCount = parameterCountOf({ tensors });
  const listed = tensors.map(({ name, shape }) => ({ name, shape }));
  const run = config.experiment.name ? ` of "${config.experiment.name}"` : '';
  return {
    json: {
      kind: 'checkpoint',
      epoch,
      step,
      best,
      fingerprint,
      seconds,
      parameterCount,
      tensors: listed,
      config,
    },
    lines: [
      `Checkpoint${run}, task ${config.task}: ${epoch} epochs completed, step ${step}`,
      best
        ? `Best ${best.monitor} ${best.value.toExponential(6)} at epoch ${best.epoch}`
        : 'No best epoch yet',
      `${parameterCount} parameters; trained on data ${fingerprint.slice(0, 12)}`,
      ...textTable([
        ['Tensor', 'Shape', 'Values'],
        ...checkpointReport(checkpoint).tensors.map((tensor) => [
          tensorName(tensor),
          shapeText(tensor.shape),
          tensorText(tensor),
        ]),
      ]),
    ],
  };
}
