/** `README.txt` of a capsule: what each file is and how to check them, for people who have no Anneal at hand. */
import type { RunRecord } from '../../protocol/records';
import { sourceWords } from '../datasetSource';

/** By the name, or by the beginning of it where several files are of a kind. In the order of the list. */
const about: readonly (readonly [name: string, words: string])[] = [
  ['report.html', 'the run to look at in any browser: settings, curves, metrics. No script is in it.'],
  [
    'config.json',
    'all settings with the seed: `anneal train --config config.json --data FILE` repeats the run.',
  ],
  ['metrics.json', 'validation and test metrics of the best epoch, and the backend that measured them.'],
  ['environment.json', 'what it was trained with: browser or Node, GPU or processor, versions.'],
  ['history.csv', 'one row an epoch: metrics of training and validation, learning rate, seconds.'],
  ['steps.csv', 'the curves, one row an optimizer step: loss, learning rate, gradient norm.'],
  ['run.log', 'what was logged, line by line.'],
  ['record.json', 'what Anneal knows of the run, and of each checkpoint.'],
  ['examples.json', 'examples of the last validation, for the page of Anneal.'],
  ['worst.csv', 'the samples that the best model does worst.'],
  ['checkpoints/', 'weights and state as safetensors: best is what was tested, latest is where it goes on.'],
  ['predictions.csv', 'predictions of the data.'],
  ['dataset.json', 'what the data are, column by column.'],
  ['data.npz', 'the data themselves; NumPy opens them.'],
  ['capsule.json', 'the manifest: length and SHA-256 of every file.'],
];

/** @param names of the files in the capsule. */
export function readmeText({ name, config, dataset }: RunRecord, names: readonly string[]): string {
  const held = about.filter(([known]) =>
    names.some((one) => (known.endsWith('/') ? one.startsWith(known) : one === known)),
  );
  const width = Math.max(...held.map(([known]) => known.length));
  const source = dataset.source ? `, ${sourceWords(dataset.source, config.task).replaceAll('`', '')}` : '';
  return `${[
    `Run capsule of ${oneLine(name)}`,
    '',
    `A training with Anneal. Data: ${oneLine(dataset.name)}${oneLine(source)}.`,
    `Their fingerprint, SHA-256 of names, types, shapes and values: ${dataset.fingerprint}`,
    '',
    'Files',
    ...held.map(([known, words]) => `  ${known.padEnd(width)}  ${words}`),
    '',
    'To open it: drop the zip on the page of Anneal. It becomes a run beside the others.',
    '',
    'To verify it: `anneal verify capsule.zip --data FILES` measures the best checkpoint again and says whether',
    'the metrics in metrics.json come again: to the bit on the backend and device that measured them, else within a',
    'tolerance that it states. Where the data are in the capsule, --data can be left out. On the page: Verify.',
    '',
    'To check the files without Anneal: compare `sha256sum FILE` with capsule.json.',
  ].join('\n')}\n`;
}

const oneLine = (text: string) => text.replace(/\p{Cc}+/gu, ' ');
