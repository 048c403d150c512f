/** Reports as downloads: a run, or a comparison of several, as one HTML file without scripts. */
import type { RunRecord } from '../../protocol/records';
import { readHistory } from '../../storage/history';
import { notify, notifyFailure } from '../notices';
import { saveFile } from './saveFile';

/** @param runs in their order; several are compared. What is damaged of a history is left out, with a notice. */
export async function downloadReport(runs: readonly RunRecord[]): Promise<void> {
  const name = runs.length === 1 ? runs[0]!.name : `${runs.length} runs compared`;
  try {
    const { reportHtml } = await import('../../runs/report/report');
    const told = [];
    for (const run of runs) {
      const { epochs, steps, problems } = await readHistory(run.id);
      for (const error of problems)
        notify({ tone: 'bad', title: `Left out of the report of ${run.name}`, error });
      told.push({ run, epochs, steps });
    }
    saveFile(`${name} report.html`, reportHtml(told, { now: new Date() }), 'text/html');
  } catch (thrown) {
    notifyFailure(`Could not make the report of ${name}`, thrown);
  }
}
