/** `anneal train`: trains into a folder; events on standard output, checkpoints on the disk before they are announced. */
import { join } from 'node:path';
import type { DatasetReader } from '../engine/data/datasetReader';
import { finishReason } from '../engine/training/ends';
import type { TrainControl } from '../engine/training/stages';
import type { BackendPreference } from '../protocol/commands';
import type { Comparison } from '../protocol/comparison';
import { AnnealError } from '../protocol/errors';
import type { Reading } from '../protocol/reading';
import type { Callback } from '../runs/callbacks';
import { epochHeartbeat, heartbeat } from '../runs/heartbeat';
import { flagLines, type GivenFlag, taskFlagKinds } from '../tasks/flags';
import { taskKinds } from '../tasks/runConfig';
import { namesIn, withWholeNames } from './columnNames';
import type { Command } from './command';
import { endProgress, exitCodeOf, INTERRUPTED, say } from './command';
import { readData } from './dataFiles';
import { foldConfig, foldsIn, type TrainedFolder, trainFolds } from './folds';
import { type Interrupt, stopOnInterrupt } from './interrupt';
import { listenersNamed, type MakeListeners } from './logOptions';
import { readGivenWeights, withGivenWeights } from './pretrained';
import { readingFrom, readingOptions, readingUsage } from './readingOptions';
import { createReport } from './report';
import { chooseConfig } from './runConfig';
import { type Sample, sampleNamed } from './samples';
import { openRunFolder, prolongFolder, trainFolder } from './trainFolder';
import { selectTunedBackend } from './tunedBackend';
import {
  type Arguments,
  nearestOf,
  type Options,
  oneOf,
  readArguments,
  refuseWords,
  required,
} from './usage';
import { patternsOf } from './weightsCommand';

const kinds = {
  task: 'text',
  data: 'list',
  sample: 'text',
  out: 'text',
  name: 'text',
  config: 'list',
  preset: 'text',
  set: 'list',
  inputs: 'list',
  targets: 'list',
  resume: 'flag',
  'restart-checkpoint': 'text',
  'skip-completed': 'flag',
  'more-epochs': 'text',
  pretrained: 'text',
  'pretrained-only': 'list',
  'freeze-pretrained': 'flag',
  backend: 'text',
  callbacks: 'list',
  log: 'list',
  seed: 'text',
  folds: 'text',
  json: 'flag',
  ...readingOptions,
} as const;

export const trainCommand: Command = {
  usage: `train --task ${taskKinds.join('|')} (--data FILE... | --sample NAME) --out DIR
    --name NAME                      of the experiment; without --out it trains into experiments/NAME
    --config C.json, --preset NAME   start from this configuration, JSON or YAML (a sample has a preset of its own)
    --set NAME=VALUE ...             change single values, for example training.epochs=20
    --inputs NAMES --targets NAMES   arrays or columns, separated by commas
    ${readingUsage}
    --resume                         go on from DIR/checkpoints/latest.safetensors
    --restart-checkpoint FILE        go on from this file, in a folder of its own
    --skip-completed                 with --resume: do nothing where the run is at its end
    --more-epochs N                  with either: train on for N epochs after those that are done, with the schedule
                                     of the longer run; patience begins anew, limits of steps and time are lifted
    --pretrained FILE.safetensors    start from these weights; --pretrained-only PATTERN,... loads only such
                                     names, --freeze-pretrained trains only what starts anew
    --backend auto|webgpu|wasm|cpu   default auto: hardware WebGPU, else WASM
    --callbacks heartbeat,epoch-heartbeat
                                     say on standard error at every event, or every epoch, that it is alive
    --log tensorboard=DIR, --log wandb=DIR, --log mlflow=URL
                                     log for these programs too; several together are fine
    --folds K                        cross-validation: trains K runs, into DIR/fold-1 to DIR/fold-K, each tested on
                                     another K-th of the rows; then mean ± SD beside that of the baselines, and folds.json
    --seed N, --json                 the seed; events as JSON lines instead of tables
    DIR gets config.json, history.csv, run.log and checkpoints/. Ctrl-C saves and exits with 130.${flagLines()
      .map((line) => `\n    ${line}`)
      .join('')}`,

  async run(args) {
    const flags = taskFlagKinds();
    const { options, words, given } = readArguments(args, kinds, flags);
    refuseWords(words);
    const out = required(
      options.out ?? (options.name && join('experiments', options.name)),
      'No folder to train into was named.',
      'Add --out DIR, or --name NAME for experiments/NAME.',
    );
    const reading = readingFrom(options);
    const backendName = oneOf('--backend', options.backend, ['auto', 'webgpu', 'wasm', 'cpu'], 'auto');
    const callbacks = callbacksNamed(options.callbacks);
    const listeners = listenersNamed(options.log);
    const sample = await chooseSample(options);
    const control: TrainControl = { request: 'run' };
    const interrupt = stopOnInterrupt(control, say);
    const settings = settingsOf(options, given, flags);
    const asked = {
      options,
      settings,
      sample,
      reading,
      backendName,
      callbacks,
      listeners,
      control,
      interrupt,
    };
    try {
      const folds = foldsIn(options);
      if (folds === null) return (await trainInto(out, asked)).code;
      return await trainFolds(out, folds, options.json, (folder, fold) =>
        trainInto(folder, asked, { fold, folds }),
      );
    } finally {
      interrupt.release();
    }
  },
};

/** What the line asks for, whichever folder it is trained into. */
interface Asked {
  options: Options<typeof kinds>;
  settings: (string | GivenFlag)[];
  sample: Sample | null;
  reading: Reading;
  backendName: BackendPreference;
  callbacks: Callback[];
  listeners: MakeListeners;
  control: TrainControl;
  interrupt: Interrupt;
}

/** @param part of a cross-validation, where it is one. */
async function trainInto(
  out: string,
  { options, settings, sample, reading, backendName, callbacks, listeners, control, interrupt }: Asked,
  part?: { fold: number; folds: number },
): Promise<TrainedFolder> {
  const folder = await openRunFolder(out, {
    resume: options.resume,
    restartCheckpoint: options['restart-checkpoint'],
  });
  const { saved } = folder;
  let data: DatasetReader | null = null;
  let comparison: Comparison | null = null;
  try {
    const plain = await chooseConfig(
      {
        task: options.task ?? sample?.task,
        files: options.config,
        preset: options.preset ?? (options.config.length > 0 || saved ? undefined : sample?.preset),
        resumed: saved?.latest.state.config,
        settings,
      },
      say,
    );
    const chosen = part ? foldConfig(plain, part) : plain;
    const weights = await weightsFor(options, saved !== null);
    const configured = weights ? withGivenWeights(chosen, weights, weights.choice) : chosen;
    const more = options['more-epochs'];
    const longer = prolongFolder(folder, configured, more === undefined ? more : Number(more));
    const latest = longer.folder.saved?.latest.state;
    if (options['skip-completed'] && latest && finishReason(latest, longer.config.training)) {
      say(`${out} is at its end already: skipped.`);
      return { code: 0, comparison };
    }
    const paths = sample ? [sample.path] : options.data;
    data = await readData(paths, { reading, signal: interrupt.signal });
    const config = withWholeNames(longer.config, options, data.arrays);
    const backend = await selectTunedBackend(backendName);
    const report = createReport(options.json);
    const run = {
      folder: longer.folder,
      config,
      data,
      paths,
      backend,
      control,
      pretrained: weights?.weights,
      callbacks,
      listeners: listeners(out),
    };
    for await (const event of trainFolder(run)) {
      report(event);
      if (event.type === 'finished') comparison = event.comparison ?? null;
      if (event.type === 'failed') return { code: exitCodeOf(AnnealError.fromJSON(event.error)), comparison };
    }
    return { code: interrupt.requested ? INTERRUPTED : 0, comparison };
  } catch (thrown) {
    // Before the first step there is nothing to save.
    if (interrupt.requested && AnnealError.from(thrown).code === 'cancelled') {
      return { code: INTERRUPTED, comparison };
    }
    throw thrown;
  } finally {
    data?.close();
    folder.release();
  }
}

/** Weights to start from, and what of them; null for none. A run that is gone on with has them in its checkpoint. */
async function weightsFor(options: Options<typeof kinds>, goesOn: boolean) {
  const { pretrained, 'pretrained-only': only, 'freeze-pretrained': freeze } = options;
  if (pretrained === undefined) {
    if (only.length === 0 && !freeze) return null;
    throw new AnnealError('usage', 'No weights to start from were named.', {
      remedy: 'Add --pretrained FILE.safetensors.',
    });
  }
  if (goesOn) {
    say(
      `The run goes on from its checkpoint, which holds what it once began with: ${pretrained} is not read.`,
    );
    return null;
  }
  const choice = {
    ...(only.length > 0 && { only: patternsOf(only) }),
    ...(freeze && { freeze }),
  };
  return { ...(await readGivenWeights(pretrained)), choice };
}

const ready = { heartbeat, 'epoch-heartbeat': epochHeartbeat };

/** @throws usage for a name that is none of the ready-made callbacks'. */
function callbacksNamed(names: readonly string[]): Callback[] {
  const print = (line: string) => {
    endProgress();
    process.stderr.write(`${line}\n`);
  };
  return names
    .flatMap((text) => text.split(','))
    .map((name) => {
      const known = Object.entries(ready).find(([one]) => one === name.trim());
      if (known) return known[1]({ print });
      throw new AnnealError('usage', `There is no callback "${name.trim()}".`, {
        place: '--callbacks',
        received: name.trim(),
        remedy: nearestOf(name.trim(), Object.keys(ready)),
      });
    });
}

/** @throws usage unless exactly one of --data and --sample is given. */
async function chooseSample({ data, sample }: Options<typeof kinds>): Promise<Sample | null> {
  if (data.length > 0 === (sample !== undefined)) {
    throw new AnnealError(
      'usage',
      sample === undefined ? 'No data was named.' : '--data and --sample were both given.',
      {
        remedy: 'Give either --data FILE... or --sample regression.',
      },
    );
  }
  return sample === undefined ? null : sampleNamed(sample);
}

/** The short options as settings, then `--set` and the task's own options in the order of the line: the last word counts. */
function settingsOf(
  { name, inputs, targets, seed }: Options<typeof kinds>,
  given: Arguments<typeof kinds>['given'],
  flags: ReadonlyMap<string, unknown>,
): (string | GivenFlag)[] {
  return [
    ...(name === undefined ? [] : [`experiment.name=${JSON.stringify(name)}`]),
    ...(inputs.length > 0 ? [`dataset.inputs=${JSON.stringify(namesIn(inputs))}`] : []),
    ...(targets.length > 0 ? [`dataset.targets=${JSON.stringify(namesIn(targets))}`] : []),
    ...(seed === undefined ? [] : [`training.seed=${seed}`]),
    ...given.flatMap(({ name: option, value }) => {
      if (option === 'set') return String(value);
      return flags.has(option) ? { flag: option, value } : [];
    }),
  ];
}
