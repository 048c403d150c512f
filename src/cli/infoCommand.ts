/** `anneal info`: what is in a file, be it a checkpoint or data; what reads checkpoints is loaded for these alone. */
import { problemWarnings } from '../formats/images/remarks';
import type { FileFormat } from '../protocol/datasets';
import { AnnealError } from '../protocol/errors';
import type { Reading } from '../protocol/reading';
import type { Command } from './command';
import { writeJson } from './command';
import { openPaths } from './dataFiles';
import { readingFrom, readingOptions } from './readingOptions';
import { readArguments } from './usage';

/** The same content for scripts and for people. */
interface Info {
  json: object;
  lines: string[];
}

export const infoCommand: Command = {
  usage: `info FILE [--json], info DIR --summary
    A checkpoint: its run, its epoch, its tensors with mean, spread, range, zeros, NaN and a histogram. Data: format, arrays, shapes and types.
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
      : await dataInfo(path, readingFrom(options));
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
      ...table([
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

async function dataInfo(path: string, reading: Reading): Promise<Info> {
  const parts = await openPaths([path], { reading });
  const described = parts.map(({ file: { format, arrays, notes, images } }) => {
    const remarks = images ? [...notes, ...problemWarnings(images.problems)] : notes;
    return {
      json: { kind: 'data', format, arrays, notes: remarks, ...(images && { pairs: images.pairs }) },
      lines: [
        `${titleOf(format)} with ${arrays.length} ${arrays.length === 1 ? 'array' : 'arrays'}`,
        ...remarks.map(({ message }) => message),
        ...table([
          ['Array', 'Shape', 'Type'],
          ...arrays.map(({ name, shape, dtype }) => [name, shapeText(shape), dtype]),
        ]),
      ],
    };
  });
  for (const { file } of parts) file.close();
  const [first, ...more] = described;
  // A folder may hold several files; scripts get a list of them then.
  const json = more.length === 0 ? first!.json : { kind: 'data', files: described.map((part) => part.json) };
  return { json, lines: described.flatMap(({ lines }) => lines) };
}

function titleOf(format: FileFormat): string {
  return format === 'images' ? 'Set of images' : `${format.toUpperCase()} file`;
}

const shapeText = (shape: readonly number[]) => (shape.length === 0 ? 'scalar' : shape.join(' × '));

/** Columns of equal width, two spaces between. */
function table(rows: string[][]): string[] {
  const widths = rows[0]!.map((_, column) =>
    rows.reduce((width, row) => Math.max(width, row[column]!.length), 0),
  );
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join('  ')
      .trimEnd(),
  );
}
