/** Choosing the weights that a draft starts from: a file, or a checkpoint of an earlier run. */
import { isObject, valueAt } from '../config/jsonPath';
import type { ListedCheckpoint, RunRecord } from '../protocol/records';
import { loadCheckpoint } from '../storage/checkpoints';
import { keepWeights, removeOtherWeights } from '../storage/weights';
import { describedTask } from '../tasks/runConfig';
import type { Draft } from './draft';
import { changeDraft } from './drafting';
import { notifyFailure } from './notices';
import { studio } from './studio';

const place = 'training.pretrained';

/** What a draft starts from, as its configuration says it; null where it starts anew. */
export function chosenWeights({ config }: Draft): { name: string; sha256: string } | null {
  const section = valueAt(config, place);
  const { name, sha256 } = isObject(section) ? section : {};
  return typeof name === 'string' && typeof sha256 === 'string' ? { name, sha256 } : null;
}

/** Weights of a .safetensors file, whoever wrote it. */
export async function startFromFile(draft: Draft, file: File): Promise<void> {
  try {
    const { readSafetensors } = await import('../formats/safetensors/safetensors');
    const bytes = new Uint8Array(await file.arrayBuffer());
    // Tells at once what no file of weights is.
    readSafetensors(bytes);
    await choose(draft, file.name, bytes);
  } catch (thrown) {
    notifyFailure(`Could not take the weights of ${file.name}`, thrown);
  }
}

/** The weights that evaluation uses, of a stored checkpoint. */
export async function startFromCheckpoint(
  draft: Draft,
  run: RunRecord,
  { id, epoch, step }: ListedCheckpoint,
): Promise<void> {
  try {
    const [{ payload }, { decodeCheckpoint }, { weightsOf }] = await Promise.all([
      loadCheckpoint(id),
      import('../engine/checkpoints/encode'),
      import('../runs/checkpointFiles'),
    ]);
    await choose(
      draft,
      `${run.name}, epoch ${epoch}, step ${step}`,
      weightsOf(decodeCheckpoint(payload), ['*']),
    );
  } catch (thrown) {
    notifyFailure(`Could not take the weights of ${run.name}`, thrown);
  }
}

/** Back to weights of the initializers. */
export function startAnew({ fingerprint }: Draft): void {
  changeDraft(fingerprint, place, {});
}

/** Of what the task shares between runs, where it says so; whether it is frozen stays. */
async function choose(draft: Draft, name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  const sha256 = await keepWeights(bytes);
  const { fingerprint, task, config } = studio.getState().drafts[draft.fingerprint] ?? draft;
  const freeze = valueAt(config, `${place}.freeze`) === true;
  changeDraft(fingerprint, place, { name, sha256, only: [...(describedTask(task).shared ?? [])], freeze });
}

/** Removes weights that no draft and no run names; called at the start of the page. */
export async function removeUnusedWeights(): Promise<void> {
  const { drafts, runs } = studio.getState();
  const named = [
    ...Object.values(drafts).map((draft) => chosenWeights(draft)?.sha256),
    ...runs.map(({ config }) => config.training.pretrained.sha256),
  ];
  await removeOtherWeights(new Set(named.filter((digest) => typeof digest === 'string')));
}
