/** The weights that a configuration starts from, out of storage. */
import { readWeights, type Weights } from '../engine/checkpoints/pretrained';
import type { RunConfig } from '../protocol/config';
import { loadWeights } from '../storage/weights';

/** undefined where it names none. @throws what keeps them from being read. */
export async function storedWeights({ training }: RunConfig): Promise<Weights | undefined> {
  const { name, sha256 } = training.pretrained;
  return name === null || sha256 === null ? undefined : readWeights(await loadWeights(sha256));
}
