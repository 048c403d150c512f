/** Downloads of a stored run as the files that other programs read, made of its history. */
import { type LogFormat, logFormatNames } from '../../protocol/logging';
import type { RunRecord } from '../../protocol/records';
import { readHistory } from '../../storage/history';
import { notify, notifyFailure } from '../notices';
import { saveFile } from './saveFile';

/** One zip: TensorBoard's event files, or the folder of an offline run that `wandb sync` takes. */
export async function downloadLog(run: RunRecord, format: LogFormat): Promise<void> {
  const name = `${run.name} ${logFormatNames[format]}.zip`;
  try {
    const [{ epochs, steps, problems }, { replayedFiles }, { writeZip }] = await Promise.all([
      readHistory(run.id),
      import('../../runs/loggers/replay'),
      import('../../formats/zip/zip'),
    ]);
    for (const error of problems) notify({ tone: 'bad', title: `Left out of ${name}`, error });
    const files = await replayedFiles({ run, epochs, steps }, format);
    saveFile(name, writeZip([...files].map(([path, bytes]) => ({ name: path, bytes }))), 'application/zip');
  } catch (thrown) {
    notifyFailure(`Could not download ${name}`, thrown);
  }
}
