/** Weights that a run from the command line or a script starts from: the file read, and named in the configuration. */
import { basename } from 'node:path';
import { readWeights, type Weights } from '../engine/checkpoints/pretrained';
import { writeSafetensors } from '../formats/safetensors/safetensors';
import type { PretrainedConfig, RunConfig } from '../protocol/config';
import { AnnealError, sentence } from '../protocol/errors';
import { readNamed } from './checkpointFile';
import { digestOf } from './digests';

export interface GivenWeights {
  weights: Weights;
  name: string;
  /** Of the file. */
  sha256: string;
}

/** @throws data-not-found without such a file, checkpoint-damaged naming it where it is no whole safetensors file. */
export async function readGivenWeights(path: string): Promise<GivenWeights> {
  const bytes = await readNamed(path);
  try {
    return { weights: readWeights(bytes), name: basename(path), sha256: digestOf(bytes) };
  } catch (thrown) {
    const { code, message, details } = AnnealError.from(thrown);
    throw new AnnealError(code, sentence(`${path}: ${message}`), { ...details, place: path });
  }
}

/** Weights in memory, named by what a file of them would be. */
export function weightsInMemory(weights: Weights): GivenWeights {
  const tensors = [...weights].map(([name, { shape, data }]) => ({ name, shape: [...shape], data }));
  return { weights, name: 'weights in memory', sha256: digestOf(writeSafetensors(tensors, {})) };
}

/** The configuration with the weights named; what is not given stays as the configuration has it. */
export function withGivenWeights(
  config: RunConfig,
  { name, sha256 }: GivenWeights,
  { only, freeze }: Partial<Pick<PretrainedConfig, 'only' | 'freeze'>> = {},
): RunConfig {
  const { pretrained } = config.training;
  const named = {
    ...pretrained,
    name,
    sha256,
    ...(only && { only }),
    ...(freeze !== undefined && { freeze }),
  };
  return { ...config, training: { ...config.training, pretrained: named } };
}
