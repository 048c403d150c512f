/**
 * What a run leaves in its folder: `config.json`, `history.csv`, `run.log`, `checkpoints/`. The recorder turns the
 * trainer's events into these files, and a snapshot into the `checkpoint` event that announces it.
 */
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TrainerEvent } from '../engine/training/trainerEvent';
import type { RunConfig } from '../protocol/config';
import type { StartedEvent, TrainEvent } from '../protocol/events';
import { type LogContext, logLine } from '../runs/runLog';
import { configJson } from '../runs/textFiles';
import { storageError, writeAtomic } from './atomicFile';
import { type CheckpointFolder, openCheckpointFolder } from './checkpointFolder';
import { say } from './command';
import { type HistoryFile, openHistoryFile } from './historyFile';
import type { SavedState } from './savedState';

export interface Recorder {
  /** @returns the event as the outside hears it, once its files are on the disk. */
  record(event: TrainerEvent): Promise<TrainEvent>;
}

/**
 * Nothing is written before the trainer says `started`: what it refuses leaves the folder as it was.
 */
export function createRecorder(folder: string, config: RunConfig, saved: SavedState | null): Recorder {
  const logPath = join(folder, 'run.log');
  const context: LogContext = {};
  let files: { history: HistoryFile; checkpoints: CheckpointFolder } | null = null;

  async function open({ metrics, resumedFrom }: StartedEvent) {
    await writeAtomic(join(folder, 'config.json'), configJson(config));
    const historyPath = join(folder, 'history.csv');
    // A checkpoint of another folder brings no history.
    const completed = saved && saved.kept.length > 0 ? (resumedFrom?.epoch ?? 0) : 0;
    return {
      history: await openHistoryFile(historyPath, metrics, completed, say),
      checkpoints: await openCheckpointFolder(join(folder, 'checkpoints'), config.checkpoint, saved),
    };
  }

  async function log(event: TrainEvent): Promise<void> {
    const line = logLine(event, new Date(), context);
    if (line === null) return;
    await appendFile(logPath, `${line}\n`).catch((thrown: unknown) => {
      throw storageError(logPath, thrown);
    });
  }

  async function record(event: TrainerEvent): Promise<TrainEvent> {
    if (event.type === 'started') {
      files = await open(event);
      context.metrics = event.metrics;
    }
    if (event.type === 'epoch') {
      context.learningRate = event.learningRate;
      await files?.history.append(event);
    }
    const said = event.type === 'snapshot' ? await files!.checkpoints.commit(event) : event;
    await log(said);
    return said;
  }
  return { record };
}
