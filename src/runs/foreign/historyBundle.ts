/** Our own `history.csv` by itself, without the run that it is of: its epochs as they are. */
import type { RunBundle } from '../../protocol/records';
import { parseHistoryCsv } from '../textFiles';
import { type ForeignSource, foreignBundle } from './foreignBundle';

/** @throws file-format and file-truncated as `parseHistoryCsv`. */
export function historyBundle(text: string, source: ForeignSource): RunBundle {
  const epochs = parseHistoryCsv(text, `${source.name}.csv`);
  const nothing = {
    name: null,
    curves: new Map(),
    settings: new Map(),
    summary: new Map(),
    status: null,
    problems: [],
  };
  const bundle = foreignBundle(nothing, source);
  const last = epochs.at(-1);
  const best = epochs.findLast(({ isBest }) => isBest);
  const value = best?.validation?.loss;
  return {
    ...bundle,
    epochs,
    run: {
      ...bundle.run,
      epoch: last?.epoch ?? 0,
      totalEpochs: last?.epoch ?? 0,
      step: last?.step ?? 0,
      totalSteps: last?.step ?? 0,
      seconds: epochs.reduce((sum, { seconds }) => sum + seconds, 0),
      // The epoch that the file calls best need not be that of the smallest loss: another metric may have decided.
      best:
        best && value !== undefined ? { monitor: 'loss', value, epoch: best.epoch, step: best.step } : null,
      foreign: { program: source.program, settings: [], last: { ...last?.train, ...last?.validation } },
    },
  };
}
