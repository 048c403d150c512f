/** The loggers of a run that the reader has asked for in the page; each writes to the folder by itself and fails by itself. */
import type { Logging } from '../protocol/logging';
import { fileLoggers } from '../runs/loggers/fileLoggers';
import type { RunListener } from '../runs/runListener';
import { pickedFolder } from './pickedFolder';

export function pickedLoggers({ folder, formats }: Logging): RunListener[] {
  return formats.map((format) => fileLoggers[format]({ folder: pickedFolder(folder) }));
}
