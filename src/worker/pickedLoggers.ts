/** The loggers of a run that the reader has asked for in the page; each fails by itself. */
import type { Logging } from '../protocol/logging';
import { fileLoggers } from '../runs/loggers/fileLoggers';
import type { RunListener } from '../runs/runListener';
import { pickedFolder } from './pickedFolder';
import { pickedMlflow } from './pickedMlflow';

/** @param logging a folder and its programs. @param mlflow the address of a server as it was entered. */
export function pickedLoggers(logging: Logging | null, mlflow: string | null): RunListener[] {
  return [
    ...(logging?.formats.map((format) => fileLoggers[format]({ folder: pickedFolder(logging.folder) })) ??
      []),
    ...(mlflow === null ? [] : [pickedMlflow(mlflow)]),
  ];
}
