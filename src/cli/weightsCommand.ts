/**
 * `anneal weights`: the weights of a checkpoint, or a part of them, as a file that another run starts from, or the whole
 * network for TensorFlow.js.
 */
import { extname } from 'node:path';
import type { Checkpoint } from '../engine/checkpoints/checkpoint';
import { AnnealError } from '../protocol/errors';
import { weightsOf } from '../runs/checkpointFiles';
import { layersModelZip } from '../runs/layersModel';
import { describedTask } from '../tasks/runConfig';
import { writeAtomic } from './atomicFile';
import { readCheckpointFile } from './checkpointFile';
import { type Command, say } from './command';
import { readArguments, required } from './usage';

export const weightsCommand: Command = {
  usage: `weights CHECKPOINT --out FILE.safetensors|FILE.zip [--only PATTERN,... | --shared]
    Weights that validation uses, without the optimizer's state. --only: those of these names, * for anything.
    --shared: what the task shares between runs. Train from them with train --pretrained FILE.
    FILE.zip gets model.json and weights.bin, which tf.loadLayersModel of TensorFlow.js reads (tables and images).`,

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
    const zipped = extname(out).toLowerCase() === '.zip';
    if (zipped && (options.shared || options.only.length > 0)) {
      throw new AnnealError('usage', 'A model for TensorFlow.js has all of its weights.', {
        received: args.join(' '),
        remedy: 'Leave out --only and --shared, or write a .safetensors file.',
      });
    }
    const checkpoint = await readCheckpointFile(path);
    const bytes = zipped ? await layersModelZip(checkpoint) : chosenWeights(checkpoint, options);
    await writeAtomic(out, bytes);
    say(`${out}: ${bytes.length} bytes.`);
    return 0;
  },
};

function chosenWeights(
  checkpoint: Checkpoint,
  options: { shared: boolean; only: readonly string[] },
): Uint8Array<ArrayBuffer> {
  const { shared = ['*'] } = describedTask(checkpoint.state.config.task);
  const only = options.shared ? shared : patternsOf(options.only);
  return weightsOf(checkpoint, only.length > 0 ? only : ['*']);
}

/** `a.*,b.*` and several words alike. */
export function patternsOf(words: readonly string[]): string[] {
  return words
    .flatMap((text) => text.split(','))
    .map((pattern) => pattern.trim())
    .filter(Boolean);
}
