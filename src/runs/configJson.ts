/** A run's configuration as a file, ready for `--config` and for the JSON side of Configure. */
import type { RunConfig } from '../protocol/config';

export function configJson(config: RunConfig): string {
  return `${JSON.stringify(config, null, 2)}\n`;
}
