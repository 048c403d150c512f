/** A run in a folder: `config.json`, `history.csv`, `run.log`, `checkpoints/`. */
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { encodeCheckpoint } from '../engine/checkpoints/encode';
import type { RunConfig } from '../protocol/config';
import type { CheckpointForm, RunForm } from '../runs/keepRun';
import { configJson } from '../runs/textFiles';
import { storageError, writeAtomic } from './atomicFile';
import { openCheckpointFolder } from './checkpointFolder';
import { say } from './command';
import { type HistoryFile, openHistoryFile } from './historyFile';
import { idOf, type SavedState } from './savedState';

/** @param folder exists. @param saved where the run goes on from; null for a new one. */
export function folderForm(folder: string, config: RunConfig, saved: SavedState | null): RunForm<Uint8Array> {
  const logPath = join(folder, 'run.log');
  let files: { history: HistoryFile; checkpoints: CheckpointForm<Uint8Array> } | null = null;
  return {
    kept: async () => files!.checkpoints.kept(),
    idOf,
    pack: encodeCheckpoint,
    async begin({ metrics, resumedFrom }) {
      await writeAtomic(join(folder, 'config.json'), configJson(config));
      // A checkpoint of another folder brings no history.
      const completed = saved && saved.kept.length > 0 ? (resumedFrom?.epoch ?? 0) : 0;
      files = {
        history: await openHistoryFile(join(folder, 'history.csv'), metrics, completed, say),
        checkpoints: await openCheckpointFolder(join(folder, 'checkpoints'), config.checkpoint, saved),
      };
      return null;
    },
    async commit(commit) {
      const told = await files!.checkpoints.commit(commit);
      await log(commit.lines);
      return told;
    },
    async record(event, lines) {
      if (event.type === 'epoch') await files?.history.append(event);
      await log(lines);
    },
  };

  async function log(lines: readonly string[]): Promise<void> {
    if (lines.length === 0) return;
    await appendFile(logPath, lines.map((line) => `${line}\n`).join('')).catch((thrown: unknown) => {
      throw storageError(logPath, thrown);
    });
  }
}
