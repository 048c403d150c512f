/** What every task's model is asked alike: the loss of one batch of its rows after the other, and the rows of training steps. */
import { z } from 'zod';
import { evaluate, rowsOf } from '../engine/training/evaluate';
import { epochPlanOf } from '../engine/training/session';
import { splitChoiceSchema } from '../protocol/commands';
import type { BatchDiagnostics } from '../protocol/diagnostics';
import { AnnealError } from '../protocol/errors';
import { type AskContext, heed } from './engine';

/** Batches of an evaluation at most: enough to see which stand out. */
const MOST_BATCHES = 60;

export const batchesArgument = z.strictObject({
  split: splitChoiceSchema,
  /** Optimizer steps, from 1, whose rows are asked for. */
  steps: z.array(z.number().int().min(1)).max(20),
});
export type BatchesArgument = z.infer<typeof batchesArgument>;

export interface BatchesAnswer extends BatchDiagnostics {
  /** Rows of the steps that were asked for, in their order; empty of a step that the configuration does not have. */
  stepRows: number[][];
}

export type CommonQuestions = { batches: { argument: BatchesArgument; answer: BatchesAnswer } };

export const commonQuestions = {
  batches: {
    argument: batchesArgument,
    answer: batches,
  },
};

async function batches({ split, steps }: BatchesArgument, context: AskContext): Promise<BatchesAnswer> {
  const model = await context.model();
  const rows = rowsOf(model.workload, split);
  if (rows.length === 0) {
    throw new AnnealError('data-empty', `The ${split} split is empty.`, {
      place: `split ${split}`,
      remedy: 'Choose another split.',
    });
  }
  const size = Math.ceil(rows.length / MOST_BATCHES);
  const found: BatchesAnswer = { size, loss: [], milliseconds: [], rows: [], stepRows: [] };
  const total = Math.ceil(rows.length / size);
  // The first evaluation compiles what the others use, and would look slow.
  await evaluate(model, rows.subarray(0, size));
  for (let from = 0; from < rows.length; from += size) {
    await heed(context, found.loss.length, total);
    const batch = rows.slice(from, from + size);
    const begun = performance.now();
    const { loss = Number.NaN } = await evaluate(model, batch);
    found.milliseconds.push(performance.now() - begun);
    found.loss.push(Number.isFinite(loss) ? loss : null);
    found.rows.push(Array.from(batch));
    context.progress({ done: found.loss.length, total });
  }
  if (steps.length > 0) found.stepRows = stepRows(context, model.workload, steps);
  return found;
}

/** The order of rows is a function of seed and epoch, so that it can be told afterwards. */
function stepRows(
  context: AskContext,
  workload: Parameters<typeof epochPlanOf>[0],
  steps: readonly number[],
): number[][] {
  const { training } = context.config();
  const perEpoch = epochPlanOf(workload, training, 0).steps;
  return steps.map((step) => {
    const epoch = Math.floor((step - 1) / perEpoch);
    const planned = epochPlanOf(workload, training, epoch).step((step - 1) % perEpoch);
    return planned.flatMap((batch) => Array.from(batch.rows));
  });
}
