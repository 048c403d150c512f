/** `anneal verify`: measures the best checkpoint of a capsule again and says whether its stored metrics are reproduced. */
import { basename } from 'node:path';
import type { Backend } from '../engine/backend';
import { type DatasetReader, residentData } from '../engine/data/datasetReader';
import { AnnealError } from '../protocol/errors';
import type { BackendInfo } from '../protocol/events';
import { printable } from '../protocol/printable';
import type { Reading } from '../protocol/reading';
import type { RunBundle, RunRecord } from '../protocol/records';
import type { Verification } from '../protocol/verification';
import { readArchivedDataset } from '../runs/capsule/archivedDataset';
import { storedResults } from '../runs/capsule/storedMetrics';
import { verifyRun } from '../runs/capsule/verifyRun';
import { datasetSource, differenceWords } from '../runs/datasetSource';
import { type Command, say, writeJson } from './command';
import { readData } from './dataFiles';
import { fileBytes } from './fileBytes';
import { readingFrom, readingOptions } from './readingOptions';
import { readRun } from './readRun';
import { textTable } from './textTable';
import { selectTunedBackend } from './tunedBackend';
import { oneOf, readArguments, required } from './usage';
import { workspace } from './workspace';

export const verifyCommand: Command = {
  usage: `verify CAPSULE.zip|DIR [--data FILE...]
    --backend stored|auto|webgpu|wasm|cpu   stored (the default): where the metrics were measured, if it can be had
    --json                                  one object with "reproduced" and "checks" instead of a table
    Measures the best checkpoint again, with the configuration and the split of the run, on the data it was trained on;
    without --data on those in the capsule. Same backend, device and versions: every bit has to be the same. Else within
    a tolerance, which is told. Exit code 0: reproduced, 1: not, 2: it cannot be told, as with other data.`,

  async run(args) {
    const { options, words } = readArguments(args, {
      data: 'list',
      backend: 'text',
      json: 'flag',
      ...readingOptions,
    });
    const [path, ...more] = words;
    if (path === undefined || more.length > 0) {
      throw new AnnealError('usage', 'One capsule has to be named.', {
        received: words.join(' '),
        remedy: 'Write verify CAPSULE.zip --data FILE.',
      });
    }
    const choices = ['stored', 'auto', 'webgpu', 'wasm', 'cpu'] as const;
    const preference = oneOf('--backend', options.backend, choices, 'stored');
    const { data: paths, json, backend: _, ...reading } = options;
    try {
      const verification = await verified(path, paths, readingFrom(reading), preference);
      if (json) writeJson(verification);
      else process.stdout.write(`${linesOf(verification).map(printable).join('\n')}\n`);
      return verification.reproduced ? 0 : 1;
    } catch (thrown) {
      if (json) writeJson({ reproduced: false, error: AnnealError.from(thrown).toJSON() });
      throw thrown;
    }
  },
};

type Preference = Parameters<typeof selectTunedBackend>[0] | 'stored';

async function verified(
  path: string,
  paths: readonly string[],
  reading: Reading,
  preference: Preference,
): Promise<Verification> {
  const bundle = await readRun(path);
  const data = await dataOf(path, paths, bundle.run, reading);
  try {
    const backend = await backendOf(bundle, preference);
    return await verifyRun({
      bundle,
      data,
      backend: backend.info,
      workspace,
      differs: () => differenceOf(bundle.run, data),
    });
  } finally {
    data.close();
  }
}

/** Read as the run's were, unless something else is said. */
async function dataOf(
  path: string,
  paths: readonly string[],
  { dataset: { source } }: RunRecord,
  reading: Reading,
): Promise<DatasetReader> {
  if (paths.length > 0) {
    const [known, ...others] = Object.values(source?.reading?.readings ?? {});
    return readData(paths, { reading: { ...(others.length === 0 && known), ...reading } });
  }
  const archived = path.toLowerCase().endsWith('.zip')
    ? await readArchivedDataset({ name: basename(path), blob: fileBytes(path) })
    : null;
  const { arrays } = required(
    archived ?? undefined,
    'No data was named, and none are inside.',
    'Add --data FILE.',
  );
  return residentData(new Map(arrays.map((array) => [array.name, array])));
}

async function backendOf(bundle: RunBundle, preference: Preference): Promise<Backend> {
  if (preference !== 'stored') return selectTunedBackend(preference);
  const stored = storedResults(bundle).parts.at(-1)?.backend?.name;
  try {
    return await selectTunedBackend(stored ?? 'auto');
  } catch (thrown) {
    const { message } = AnnealError.from(thrown);
    say(`The stored metrics were measured on ${stored}, which cannot be had here: ${message}`);
    return selectTunedBackend('auto');
  }
}

/** The end of a sentence. */
function differenceOf({ config, dataset: { source } }: RunRecord, data: DatasetReader): string {
  if (!source) return 'has another content';
  const arrays = [...data.arrays.values()].map(({ categories, dtype, ...outline }) => ({
    ...outline,
    dtype: categories === null ? dtype : ('string' as const),
    categories,
    columns: [],
    firstRows: [],
  }));
  const given = {
    ...{ version: 2 as const, fingerprint: '', name: '', createdAt: '', warnings: [] },
    ...{ files: [], bytes: 0, format: source.format, arrays },
  };
  return differenceWords(source, datasetSource(given, config), config.task);
}

function linesOf(verification: Verification): string[] {
  const { epoch, step, rows, before, now, reason, checks, words } = verification;
  return [
    `Checkpoint of epoch ${epoch}, step ${step}; ${rows.validation} validation and ${rows.test} test rows`,
    `Measured then: ${before ? backendText(before) : 'not known where'}`,
    `Measured now:  ${backendText(now)}`,
    reason,
    '',
    ...textTable([
      ['Metric', 'Then', 'Now', 'Difference', 'Allowed', ''],
      ...checks.map(({ part, title, stored, measured, difference, allowed, reproduced }) => [
        `${part} ${title}`,
        String(stored),
        String(measured),
        difference === 0 ? '0' : difference.toExponential(2),
        allowed === 0 ? '0' : allowed.toExponential(2),
        reproduced ? '' : 'differs',
      ]),
    ]),
    '',
    words,
  ];
}

function backendText({ name, device, environment }: BackendInfo): string {
  const programs = environment ? `, ${environment.runtime}, Anneal ${environment.anneal}` : '';
  return `${name} (${device})${programs}`;
}
