/** `--log tensorboard=DIR`, `--log wandb=DIR`, `--log mlflow=URL`: who hears a training beside its own folder. */
import { join } from 'node:path';
import { AnnealError } from '../protocol/errors';
import { type MlflowAddress, readMlflowAddress } from '../protocol/mlflowAddress';
import { mlflowLogger } from '../runs/loggers/mlflow';
import { tensorboardLogger } from '../runs/loggers/tensorboard';
import { wandbLogger } from '../runs/loggers/wandb';
import type { RunListener } from '../runs/runListener';
import { say } from './command';
import { diskFolder } from './logFolder';
import { outboxFolder } from './outboxFolder';
import { nearestOf } from './usage';

/** Makes the listeners of one run. @param runFolder where it trains: what MLflow does not take yet waits there. */
export type MakeListeners = (runFolder: string) => RunListener[];

/** A value of the option, made into a listener for each run. */
type ReadTarget = (target: string) => (runFolder: string) => RunListener;

const loggers: Record<string, ReadTarget> = {
  tensorboard: (path) => () => tensorboardLogger({ folder: diskFolder(path) }),
  wandb: (path) => () => wandbLogger({ folder: diskFolder(path) }),
  mlflow(text) {
    const { url, experiment } = serverAddress(text);
    return (runFolder) =>
      mlflowLogger({
        url,
        experiment,
        token: process.env.MLFLOW_TRACKING_TOKEN,
        outbox: outboxFolder(join(runFolder, 'mlflow')),
        say,
      });
  },
};

/** @throws usage for what names no logger, or nowhere to log to. */
export function listenersNamed(values: readonly string[]): MakeListeners {
  const made = values.map((value) => {
    const at = value.indexOf('=');
    const [name, target] = at < 0 ? [value, ''] : [value.slice(0, at), value.slice(at + 1)];
    const read = Object.hasOwn(loggers, name) ? loggers[name] : undefined;
    if (!read) {
      throw new AnnealError('usage', `There is no logger "${name}".`, {
        place: '--log',
        received: value,
        remedy: nearestOf(name, Object.keys(loggers)),
      });
    }
    if (target === '') {
      throw new AnnealError('usage', `--log ${name} does not say where to log to.`, {
        place: '--log',
        received: value,
        remedy: `Write --log ${name}=${name === 'mlflow' ? 'http://localhost:5000' : 'DIR'}.`,
      });
    }
    return read(target);
  });
  return (runFolder) => made.map((make) => make(runFolder));
}

function serverAddress(text: string): MlflowAddress {
  const address = readMlflowAddress(text);
  if (address) return address;
  throw new AnnealError('usage', 'The address of the MLflow server is none of the web.', {
    place: '--log',
    received: text,
    remedy: 'Write --log mlflow=http://localhost:5000, with #NAME behind it for the experiment NAME.',
  });
}
