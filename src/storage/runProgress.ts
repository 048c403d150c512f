/** Changes of a run between two checkpoints: its status, how it ended, and the lines of its log. */
import { type Abort, transact } from './database';
import { appendHistory } from './history';
import { changeRun, type RunChange } from './runs';

/** Both or neither are on disk when this resolves. @throws data-not-found when the run is gone. */
export async function saveProgress(runId: string, change: RunChange, log: string[]): Promise<void> {
  const write = (transaction: IDBTransaction, abort: Abort) => {
    changeRun(transaction, abort, runId, change);
    appendHistory(transaction, abort, runId, { epochs: [], points: [], log }, null);
  };
  await transact(['records', 'history'], write, 'save the run');
}
