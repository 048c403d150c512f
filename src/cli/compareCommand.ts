/** `anneal compare`: two checkpoints on the same examples, with intervals of the differences and what they say in words. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { SplitChoice } from '../protocol/commands';
import { AnnealError } from '../protocol/errors';
import { titleWithUnit } from '../protocol/metrics';
import { type PairedDifference, pairedBootstrap } from '../runs/comparison/pairedBootstrap';
import { type PairedMeasure, pairScores } from '../runs/comparison/pairing';
import { numbers, pairedSentence, verdictOf } from '../runs/comparison/words';
import { engines } from '../tasks/engines';
import type { ExampleScores } from '../tasks/exampleScores';
import { type Command, endProgress, say, showProgress, writeJson } from './command';
import { applyModel, modelOptions } from './model';
import { textTable } from './textTable';
import { type Options, oneOf, readArguments, required } from './usage';

const { checkpoint: _, ...dataOptions } = modelOptions;
const options = { ...dataOptions, split: 'text', seed: 'text', shared: 'flag', json: 'flag' } as const;

export const compareCommand: Command = {
  usage: `compare RUN_A RUN_B --data FILE... [--split test|validation|all]
    RUN is the folder of a run, of which the best checkpoint is taken, or a checkpoint file
    --shared                         compares the rows that both held out, where these differ
    --seed N                         of the bootstrap; 1 where it is not given
    --backend auto|webgpu|wasm|cpu   as for train
    --json                           one object with the numbers and the sentences instead of a table`,

  async run(args) {
    const { options: given, words } = readArguments(args, options);
    const [pathA, pathB, ...more] = words;
    required(pathB, 'Two runs are compared.', 'Name two folders of runs, or two checkpoint files.');
    if (more.length > 0) {
      throw new AnnealError('usage', `"${more[0]}" is one run too many.`, {
        remedy: 'Compare two at a time.',
      });
    }
    const split = oneOf('--split', given.split, ['test', 'validation', 'all'], 'test');
    const seed = seedOf(given.seed);
    const a = await scoresOf(pathA!, 'A', split, given);
    const b = await scoresOf(pathB!, 'B', split, given);
    const paired = pairScores(a, b, split, given.shared);
    if ('error' in paired) {
      if (paired.shared === 0) throw paired.error;
      const { code, message, details } = paired.error;
      throw new AnnealError(code, message, {
        ...details,
        remedy: `Compare the ${paired.shared} that both have with --shared, or train both with one seed.`,
      });
    }
    const found: { measure: PairedMeasure; found: PairedDifference; sentence: string }[] = [];
    for (const measure of paired.measures) {
      const difference = await pairedBootstrap(measure.a, measure.b, { pooling: measure.pooling, seed });
      const sentence = pairedSentence(measure, difference, { name: 'B', ...paired });
      found.push({ measure, found: difference, sentence });
    }
    if (given.json) {
      writeJson({
        a: pathA,
        b: pathB,
        split,
        pairs: paired.pairs,
        of: paired.many,
        seed,
        method: 'BCa',
        notes: paired.notes,
        measures: found.map(({ measure: { name, title, unit, better }, found: one, sentence }) => ({
          ...{ name, title, unit, better, ...one, sentence },
          verdict: one.interval && verdictOf(one.interval, better),
        })),
      });
      return 0;
    }
    const lines = found.map(({ measure, found: { a: left, b: right, difference, interval, pairs } }) => {
      const text = numbers([left, right, difference]);
      const fine = numbers([difference, interval?.low ?? 0, interval?.high ?? 0]);
      const range = interval ? `${fine(interval.low)} to ${fine(interval.high)}` : '–';
      return [titleWithUnit(measure), text(left), text(right), fine(difference), range, String(pairs)];
    });
    const table = textTable([['', 'A', 'B', 'B − A', '95 % interval', paired.many], ...lines]);
    const resamples = Math.max(...found.map(({ found: one }) => one.resamples));
    const method = `Intervals: BCa bootstrap, ${resamples.toLocaleString('en')} resamples of ${paired.many}, seed ${seed}.`;
    process.stdout.write(
      `${[`${split}: ${paired.pairs} ${paired.many}`, ...table, '', ...found.map(({ sentence }) => sentence), ...paired.notes, method].join('\n')}\n`,
    );
    return 0;
  },
};

function seedOf(text: string | undefined): number {
  const seed = Number(text ?? 1);
  if (Number.isInteger(seed) && seed >= 0 && seed <= 0xffffffff) return seed;
  throw new AnnealError('usage', '--seed takes a whole number from 0 on.', {
    received: String(text),
    remedy: 'Write --seed 1.',
  });
}

/** The best checkpoint of a run's folder, or the file itself. */
async function checkpointAt(path: string): Promise<string> {
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
  return isFolder ? join(path, 'checkpoints', 'best.safetensors') : path;
}

async function scoresOf(
  path: string,
  name: string,
  split: SplitChoice,
  { split: _split, seed: _seed, shared: _shared, json: _json, ...given }: Options<typeof options>,
): Promise<ExampleScores> {
  const model = await applyModel({ ...given, checkpoint: await checkpointAt(path) });
  try {
    if (!model.sameData && split !== 'all') {
      throw new AnnealError('data-mismatch', `These are not the data that ${name} was trained on.`, {
        place: given.data.join(', '),
        remedy:
          'Name the data of the runs, whose split holds, or compare all rows of other data with --split all.',
      });
    }
    for (const { message } of model.workload.remarks) say(message);
    const { scores } = engines[model.task].questions;
    if (!scores) {
      throw new AnnealError('config-invalid', `The task ${model.task} does not score single examples.`, {
        place: path,
        remedy: 'Compare what evaluate says of either.',
      });
    }
    const unasked = (): never => {
      throw new AnnealError('internal', 'Scores are made of a model alone.');
    };
    // The task's folder makes the answer, and every task the same one.
    return (await scores.answer(
      { split },
      {
        signal: new AbortController().signal,
        progress: ({ done, total }) => showProgress(`${name}: ${done} of ${total}`),
        transfer: [],
        dataset: unasked,
        config: unasked,
        backend: unasked,
        model: async () => model,
      },
    )) as ExampleScores;
  } finally {
    endProgress();
    model.dispose();
  }
}
