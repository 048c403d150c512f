/** A question of a task's page, answered by the task from a stored dataset, a configuration or a checkpoint. */
import { selectBackend } from '../engine/backend';
import type { LoadedModel } from '../engine/training/evaluate';
import type { TrainCommands } from '../protocol/commands';
import { AnnealError } from '../protocol/errors';
import { openDataset } from '../storage/datasets';
import { commonQuestions } from '../tasks/commonQuestions';
import type { AskContext, TaskEngine, Watch } from '../tasks/engine';
import { engines } from '../tasks/engines';
import { taskKind } from '../tasks/runConfig';
import { openCheckpointModel } from './checkpointModel';

export type Asked = TrainCommands['ask']['argument'];

/** @throws config-invalid for a question that the task does not answer, and what the answer throws. */
export async function answerQuestion(
  { task, question, argument, fingerprint, config, checkpointId, backend }: Asked,
  { transfer, ...watch }: Watch & { transfer: Transferable[] },
): Promise<unknown> {
  const questions: TaskEngine['questions'] = { ...commonQuestions, ...engines[taskKind(task)].questions };
  const asked = Object.hasOwn(questions, question) ? questions[question] : undefined;
  if (!asked) {
    throw new AnnealError('config-invalid', `The task ${task} has no answer to "${question}".`, {
      received: question,
      remedy: `It answers: ${Object.keys(questions).join(', ')}.`,
    });
  }
  let model: LoadedModel | null = null;
  const context: AskContext = {
    ...watch,
    transfer,
    dataset: () => openDataset(fingerprint ?? named('dataset')),
    config: () => config ?? named('configuration'),
    backend: () => selectBackend(backend),
    async model() {
      model ??= (await openCheckpointModel(checkpointId ?? named('checkpoint'), fingerprint, backend)).model;
      return model;
    },
  };
  try {
    return await asked.answer(asked.argument.parse(argument), context);
  } finally {
    // TypeScript does not see that `context.model` may have been called.
    (model as LoadedModel | null)?.dispose();
  }
}

function named(what: string): never {
  throw new AnnealError('data-not-found', `The question names no ${what}.`, { remedy: `Name a ${what}.` });
}
