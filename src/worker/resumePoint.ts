/** Where a run goes on: the checkpoint asked for or the latest whole one, and the best one for the test at its end. */
import type { Checkpoint } from '../engine/checkpoints/checkpoint';
import { decodeCheckpoint } from '../engine/checkpoints/encode';
import { AnnealError } from '../protocol/errors';
import { listCheckpoints, loadCheckpoint, loadLatest } from '../storage/checkpoints';

export interface ResumePoint {
  /** null starts afresh. */
  resume: Checkpoint | null;
  best: Checkpoint | null;
  /** Damaged checkpoints that were passed over, and the like. */
  warnings: { code: string; message: string }[];
}

/**
 * @param resumeFrom a checkpoint's id, or null for the latest.
 * @throws checkpoint-damaged when the one that was asked for, or every one, is damaged.
 */
export async function findResumePoint(runId: string, resumeFrom: string | null): Promise<ResumePoint> {
  const loaded =
    resumeFrom === null ? await loadLatest(runId) : { ...(await loadCheckpoint(resumeFrom)), damaged: [] };
  if (loaded === null) return { resume: null, best: null, warnings: [] };
  const warnings = loaded.damaged.map(({ code, message }) => ({ code, message }));
  const resume = decodeCheckpoint(loaded.payload);
  try {
    return { resume, best: await findBest(runId, resume), warnings };
  } catch (thrown) {
    const { code, message } = AnnealError.from(thrown);
    return { resume, best: null, warnings: [...warnings, { code, message }] };
  }
}

/** The checkpoint that `resume` knows as the best so far; null when it knows none. */
async function findBest(runId: string, { state }: Checkpoint): Promise<Checkpoint | null> {
  const { best } = state;
  if (best === null) return null;
  const { records } = await listCheckpoints(runId);
  const record = records.find(({ step, value }) => step === best.step && value === best.value);
  if (!record) {
    throw new AnnealError(
      'data-not-found',
      `The weights of the best epoch (${best.epoch}) are no longer kept: the final test will use the last ones, unless a better epoch comes.`,
    );
  }
  return decodeCheckpoint((await loadCheckpoint(record.id)).payload);
}
