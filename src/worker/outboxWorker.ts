/**
 * The worker that sends what waits for an MLflow server, of runs that do not train now, and says why a server cannot be logged
 * to. Each one is new, since a worker may ask whom the policy of its start lets it ask.
 */
import { z } from 'zod';
import { AnnealError } from '../protocol/errors';
import { readMlflowAddress } from '../protocol/mlflowAddress';
import { sendWaiting } from '../runs/loggers/mlflow/sendWaiting';
import { runsWithLetters, storedOutbox } from '../storage/outbox';
import { ifOutboxFree } from '../storage/outboxLocks';
import { getRun } from '../storage/runs';
import { mlflowProblem } from './mlflowProblem';
import type { OutboxRequests } from './outboxClient';
import { serveRequests, type WorkerScope } from './serveRequests';

const asked = z.object({ address: z.string() });

function addressOf(text: string) {
  const address = readMlflowAddress(text);
  if (address) return address;
  throw new AnnealError('config-invalid', 'The address of the MLflow server is none of the web.', {
    remedy: 'Write http://localhost:5000, with #NAME behind it for the experiment NAME.',
  });
}

// The DOM's types know no worker scope; `self` is one here.
serveRequests<OutboxRequests>(self as unknown as WorkerScope, {
  check: { schema: asked, handle: ({ address }) => mlflowProblem(addressOf(address)) },
  send: {
    schema: asked,
    async handle({ address }, { progress }) {
      const { url, experiment } = addressOf(address);
      const send = (runId: string) =>
        ifOutboxFree(runId, async (signal) => {
          const { name } = await getRun(runId);
          const say = (message: string) => progress({ runId, name, message });
          await sendWaiting({ url, experiment, name, outbox: storedOutbox(runId), say, signal });
        });
      // One after the other, so that a server that comes back is not asked by all at once.
      for (const runId of await runsWithLetters()) await send(runId);
      return null;
    },
  },
});
