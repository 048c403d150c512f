/** `anneal train`: trains into a folder; events on standard output, checkpoints on the disk before they are announced. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { DatasetReader } from '../engine/data/datasetReader';
import { fingerprintOf } from '../engine/data/fingerprint';
import { train } from '../engine/trainer';
import { finishReason } from '../engine/training/ends';
import type { TrainControl } from '../engine/training/stages';
import { AnnealError } from '../protocol/errors';
import { engines } from '../tasks/engines';
import { flagLines, type GivenFlag, taskFlagKinds } from '../tasks/flags';
import { taskKind, taskKinds } from '../tasks/runConfig';
import { storageError } from './atomicFile';
import type { Command } from './command';
import { exitCodeOf, INTERRUPTED, say } from './command';
import { inFiles, readData } from './dataFiles';
import { stopOnInterrupt } from './interrupt';
import { createReport } from './report';
import { chooseConfig } from './runConfig';
import { createRecorder } from './runFolder';
import { lockRun } from './runLock';
import { type Sample, sampleNamed } from './samples';
import { hasCheckpoints, loadSaved } from './savedState';
import { selectTunedBackend } from './tunedBackend';
import { type Arguments, type Options, oneOf, readArguments, refuseWords, required } from './usage';
import { workspace } from './workspace';

const kinds = {
  task: 'text',
  data: 'list',
  sample: 'text',
  out: 'text',
  config: 'text',
  preset: 'text',
  set: 'list',
  inputs: 'list',
  targets: 'list',
  resume: 'flag',
  'skip-completed': 'flag',
  backend: 'text',
  seed: 'text',
  json: 'flag',
} as const;

export const trainCommand: Command = {
  usage: `train --task ${taskKinds.join('|')} (--data FILE... | --sample NAME) --out DIR
    --config C.json, --preset NAME   start from this configuration (a sample has a preset of its own)
    --set NAME=VALUE ...             change single values, for example training.epochs=20
    --inputs NAMES --targets NAMES   arrays or columns, separated by commas
    --resume                         go on from DIR/checkpoints/latest.safetensors
    --skip-completed                 with --resume: do nothing where the run is at its end
    --backend auto|webgpu|wasm|cpu   default auto: hardware WebGPU, else WASM
    --seed N, --json                 the seed; events as JSON lines instead of tables
    DIR gets config.json, history.csv, run.log and checkpoints/. Ctrl-C saves and exits with 130.${flagLines()
      .map((line) => `\n    ${line}`)
      .join('')}`,

  async run(args) {
    const flags = taskFlagKinds();
    const { options, words, given } = readArguments(args, kinds, flags);
    refuseWords(words);
    const out = required(options.out, 'No folder to train into was named.', 'Add --out DIR.');
    const backendName = oneOf('--backend', options.backend, ['auto', 'webgpu', 'wasm', 'cpu'], 'auto');
    const sample = await chooseSample(options);
    const control: TrainControl = { request: 'run' };
    const interrupt = stopOnInterrupt(control, say);
    await mkdir(out, { recursive: true }).catch((thrown: unknown) => {
      throw storageError(out, thrown);
    });
    const release = await lockRun(out);
    let data: DatasetReader | null = null;
    try {
      const saved = await savedState(out, options.resume);
      const config = await chooseConfig(
        {
          task: options.task ?? sample?.task,
          file: options.config,
          preset: options.preset ?? (options.config || saved ? undefined : sample?.preset),
          resumed: saved?.latest.state.config,
          settings: settingsOf(options, given, flags),
        },
        say,
      );
      if (options['skip-completed'] && saved && finishReason(saved.latest.state, config.training)) {
        say(`${out} is at its end already: skipped.`);
        return 0;
      }
      const paths = sample ? [sample.path] : options.data;
      data = await readData(paths, interrupt.signal);
      const fingerprint = await fingerprintOf(data);
      const backend = await selectTunedBackend(backendName);
      const task = engines[taskKind(config.task)];
      const report = createReport(options.json);
      const recorder = createRecorder(out, config, saved);
      const resume = saved ? { resume: saved.latest, ...(saved.best && { best: saved.best }) } : {};
      for await (const said of train({
        config,
        task,
        data,
        workspace,
        fingerprint,
        backend,
        control,
        ...resume,
      })) {
        const failure = said.type === 'failed' ? inFiles(AnnealError.fromJSON(said.error), paths) : null;
        report(await recorder.record(failure ? { type: 'failed', error: failure.toJSON() } : said));
        if (failure) return exitCodeOf(failure);
      }
      return interrupt.requested ? INTERRUPTED : 0;
    } catch (thrown) {
      // Before the first step there is nothing to save.
      if (interrupt.requested && AnnealError.from(thrown).code === 'cancelled') return INTERRUPTED;
      throw thrown;
    } finally {
      data?.close();
      release();
      interrupt.release();
    }
  },
};

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

/** A new run never writes over an old one. */
async function savedState(out: string, resume: boolean) {
  const folder = join(out, 'checkpoints');
  if (!resume) {
    if (!(await hasCheckpoints(folder))) return null;
    throw new AnnealError('usage', `${out} holds a run already.`, {
      place: out,
      remedy: 'Add --resume to go on with it, or choose another folder.',
    });
  }
  const saved = await loadSaved(folder);
  if (!saved) say(`${out} holds no checkpoint yet: starting from the beginning.`);
  for (const { message } of saved?.problems ?? []) say(`${message} Going on from what is whole.`);
  return saved;
}

/** The short options as settings, then `--set` and the task's own options in the order of the line: the last word counts. */
function settingsOf(
  { inputs, targets, seed }: Options<typeof kinds>,
  given: Arguments<typeof kinds>['given'],
  flags: ReadonlyMap<string, unknown>,
): (string | GivenFlag)[] {
  const names = (list: string[]) =>
    JSON.stringify(list.flatMap((text) => text.split(',')).map((name) => name.trim()));
  return [
    ...(inputs.length > 0 ? [`dataset.inputs=${names(inputs)}`] : []),
    ...(targets.length > 0 ? [`dataset.targets=${names(targets)}`] : []),
    ...(seed === undefined ? [] : [`training.seed=${seed}`]),
    ...given.flatMap(({ name, value }) => {
      if (name === 'set') return String(value);
      return flags.has(name) ? { flag: name, value } : [];
    }),
  ];
}
