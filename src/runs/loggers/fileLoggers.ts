/** The loggers that write files, by their formats. */
import type { LogFormat } from '../../protocol/logging';
import type { RunListener } from '../runListener';
import type { LogFolder } from './logFolder';
import { tensorboardLogger } from './tensorboard';
import { wandbLogger } from './wandb';

export interface FileLoggerOptions {
  folder: LogFolder;
  now?: () => Date;
}

export const fileLoggers: Record<LogFormat, (options: FileLoggerOptions) => RunListener> = {
  tensorboard: tensorboardLogger,
  wandb: wandbLogger,
};
