/** `anneal predict`: what a checkpoint says of every row of a dataset, as CSV or NPZ, or of every image, as masks. */
import { predict, segment, splitOfRows, tableOutput, targetsOf } from '../engine/training/evaluate';
import type { SegmentedImage } from '../engine/workload';
import { AnnealError } from '../protocol/errors';
import { writeMasks } from '../tasks/segmentation/masks';
import { type PredictionTable, predictionsCsv, predictionsNpz } from '../tasks/tabular/predictions';
import { writeAtomic } from './atomicFile';
import type { Command } from './command';
import { type AppliedModel, applyModel, modelOptions } from './model';
import { endProgress, say, showProgress } from './output';
import { readArguments, refuseWords, required } from './usage';

export const predictCommand: Command = {
  usage: `predict --checkpoint FILE --data FILE... --out FILE.csv|.npz|.zip
    --threshold P                    of masks of two classes: foreground is what reaches it; default as trained
    --backend auto|webgpu|wasm|cpu   as for train
    Tables: .csv or .npz, a line for each row; where the data hold the targets, with the truth and the error.
    Images: .zip, a PNG mask for each; where the data hold the masks, with metrics.csv.`,

  async run(args) {
    const { options, words } = readArguments(args, {
      ...modelOptions,
      out: 'text',
      threshold: 'text',
    });
    refuseWords(words);
    const out = required(
      options.out,
      'No file to write was named.',
      'Add --out FILE.csv, --out FILE.npz or --out FILE.zip.',
    );
    const contentOf = contentFor(out);
    const threshold = thresholdOf(options.threshold);
    const model = await applyModel(options);
    const { rows, remarks, output } = model.workload;
    for (const { message } of remarks) say(message);
    const content = await contentOf(model, threshold).finally(() => model.dispose());
    await writeAtomic(out, content);
    const what = output.kind === 'segmentation' ? `Masks of ${rows.length} images` : `${rows.length} rows`;
    say(`${what} were written to ${out}.`);
    return 0;
  },
};

type Content = (model: AppliedModel, threshold: number | null) => Promise<string | Uint8Array>;

function contentFor(out: string): Content {
  const name = out.toLowerCase();
  if (name.endsWith('.csv')) return async (model) => predictionsCsv(await tableOf(model));
  if (name.endsWith('.npz')) return async (model) => predictionsNpz(await tableOf(model));
  if (name.endsWith('.zip')) return masksOf;
  throw new AnnealError('usage', `${out} is neither a .csv nor a .npz nor a .zip file.`, {
    place: '--out',
    received: out,
    remedy: 'Name a file that ends in .csv or .npz for a table, in .zip for masks.',
  });
}

function thresholdOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  const threshold = Number(text);
  if (threshold > 0 && threshold < 1) return threshold;
  throw new AnnealError('usage', `--threshold is "${text}".`, {
    place: '--threshold',
    received: text,
    remedy: 'Give a probability between 0 and 1, for example 0.5.',
  });
}

async function tableOf(model: AppliedModel): Promise<PredictionTable> {
  const { workload, sameData } = model;
  const output = tableOutput(workload);
  const { rows } = workload;
  const actual = targetsOf(workload, rows);
  return {
    output,
    rows,
    splits: sameData ? splitOfRows(workload) : null,
    predicted: await predict(model, rows),
    actual: actual.every(Number.isNaN) ? null : actual,
  };
}

function masksOf(model: AppliedModel, threshold: number | null): Promise<Uint8Array> {
  const { rows } = model.workload;
  const { stream, images, output } = segment(model, rows);
  const { classes, values } = output;
  return writeMasks(told(stream, rows.length), images, {
    classes,
    values,
    threshold: threshold ?? output.threshold,
  });
}

async function* told(stream: AsyncIterable<SegmentedImage>, total: number): AsyncGenerator<SegmentedImage> {
  let done = 0;
  for await (const image of stream) {
    yield image;
    showProgress(`segmenting: ${++done} of ${total} images`);
  }
  endProgress();
}
