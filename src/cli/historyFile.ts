/**
 * `DIR/history.csv`: one row an epoch. It is rewritten as a whole with each new row, atomically, so that it never has
 * half a row; a resumed run first drops the rows beyond the checkpoint it goes on from.
 */
import { readFile } from 'node:fs/promises';
import { AnnealError, sentence } from '../protocol/errors';
import type { EpochRow } from '../protocol/events';
import type { MetricInfo } from '../protocol/metrics';
import { historyCsv, parseHistoryCsv } from '../runs/textFiles';
import { writeAtomic } from './atomicFile';

export interface HistoryFile {
  append(row: EpochRow): Promise<void>;
}

/**
 * @param completed epochs that the resumed checkpoint has behind it; 0 starts afresh.
 * @param warn hears why earlier rows could not be kept; the checkpoints do not depend on them.
 */
export async function openHistoryFile(
  path: string,
  metrics: readonly MetricInfo[],
  completed: number,
  warn: (message: string) => void,
): Promise<HistoryFile> {
  const rows = completed === 0 ? [] : await rowsUpTo(path, completed, warn);
  const write = () => writeAtomic(path, historyCsv(rows, metrics));
  await write();
  return {
    append(row) {
      rows.push(row);
      return write();
    },
  };
}

async function rowsUpTo(path: string, epoch: number, warn: (message: string) => void): Promise<EpochRow[]> {
  try {
    return parseHistoryCsv(await readFile(path, 'utf8'), path).filter((row) => row.epoch <= epoch);
  } catch (thrown) {
    warn(sentence(`Earlier rows of the history are lost: ${AnnealError.from(thrown).message}`));
    return [];
  }
}
