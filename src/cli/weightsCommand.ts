/** `anneal weights`: the weights of a checkpoint, or a part of them, as a file that another run starts from. */

import { AnnealError } from '../protocol/errors';
import { weightsOf } from '../runs/checkpointFiles';
import { describedTask } from '../tasks/runConfig';
import { writeAtomic } from './atomicFile';
import { readCheckpointFile } from './checkpointFile';
import { type Command, say } from './command';
import { readArguments, required } from './usage';

export const weightsCommand: Command = {
  usage: `weights CHECKPOINT --out FILE.safetensors [--only PATTERN,... | --shared]
    Weights that validation uses, without the optimizer's state. --only: those of these names, * for anything.
    --shared: what the task shares between runs. Train from them with train --pretrained FILE.`,

  async run(args) {
    const { options, words } = readArguments(args, { out: 'text', only: 'list', shared: 'flag' });
    const [path, ...more] = words;
    if (path === undefined || more.length > 0 || (options.shared && options.only.length > 0)) {
      throw new AnnealError('usage', 'One checkpoint, and --only or --shared, can be named.', {
        received: args.join(' '),
        remedy: "Write weights CHECKPOINT --out FILE.safetensors --only 'core.*'.",
      });
    }
    const out = required(options.out, 'No file to write was named.', 'Add --out FILE.safetensors.');
    const checkpoint = await readCheckpointFile(path);
    const { task } = checkpoint.state.config;
    const { shared = ['*'] } = describedTask(task);
    const only = options.shared ? shared : patternsOf(options.only);
    const bytes = weightsOf(checkpoint, only.length > 0 ? only : ['*']);
    await writeAtomic(out, bytes);
    say(`${out}: ${bytes.length} bytes.`);
    return 0;
  },
};

/** `a.*,b.*` and several words alike. */
export function patternsOf(words: readonly string[]): string[] {
  return words
    .flatMap((text) => text.split(','))
    .map((pattern) => pattern.trim())
    .filter(Boolean);
}
