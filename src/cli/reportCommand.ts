/** `anneal report`: a run, or a comparison of several, as one HTML file without scripts. */
import { AnnealError } from '../protocol/errors';
import { reportHtml } from '../runs/report/report';
import { writeAtomic } from './atomicFile';
import { type Command, say } from './command';
import { readRun } from './readRun';
import { readArguments, required } from './usage';

export const reportCommand: Command = {
  usage: `report RUN... --out report.html [--title TEXT]
    RUN: a capsule, or the folder of a training; several are compared. One file with settings, curves, metrics, data and
    environment, for any browser and for paper; no script is in it, and it fetches nothing.`,

  async run(args) {
    const { options, words } = readArguments(args, { out: 'text', title: 'text' });
    const out = required(options.out, 'No file to write was named.', 'Add --out report.html.');
    if (words.length === 0) {
      throw new AnnealError('usage', 'No run was named.', {
        remedy: 'Write report RUN... --out report.html.',
      });
    }
    const runs = [];
    // One after the other: each holds its checkpoints in memory while it is read.
    for (const path of words) {
      const { run, epochs, steps } = await readRun(path);
      runs.push({ run, epochs, steps });
    }
    const text = reportHtml(runs, { title: options.title, now: new Date() });
    await writeAtomic(out, text);
    say(`${out}: ${runs.length === 1 ? runs[0]?.run.name : `${runs.length} runs compared`}.`);
    return 0;
  },
};
