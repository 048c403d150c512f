/** The MLflow server that runs of this page are logged to; off until the reader enters an address. What waits for it is sent from here. */
import { createStore } from 'zustand/vanilla';
import { AnnealError } from '../protocol/errors';
import { canBeAllowed, type MlflowAddress, readMlflowAddress } from '../protocol/mlflowAddress';
import { runsWithLetters } from '../storage/outbox';
import { readSettings, saveSettings } from '../storage/settings';
import { type OutboxRequests, openOutboxClient } from '../worker/outboxClient';
import type { RequestClient } from '../worker/requests';
import { notify, notifyFailure } from './notices';
import { trainClient } from './trainClient';
import { allowOrigin, onServiceWorker } from './workerPolicy';

export interface MlflowState {
  /** null until one is entered. */
  address: MlflowAddress | null;
  /** Whether it is being asked just now. */
  asking: boolean;
  /** Why it cannot be logged to, and what to do; null where it can. */
  problem: string | null;
}

export const mlflow = createStore<MlflowState>(() => ({ address: null, asking: false, problem: null }));

/** As it was left; what waits is sent, and nothing of the start of the page waits for that. */
export async function loadMlflow(): Promise<void> {
  const address = await readAddress();
  // Another tab may have forgotten it meanwhile.
  onServiceWorker(() => void readAddress().then((known) => known && apply()));
  void allowOrigin(address?.origin ?? null).then(sendWhatWaits);
}

async function readAddress(): Promise<MlflowAddress | null> {
  const { mlflow: text } = await readSettings();
  const address = text === null ? null : readMlflowAddress(text);
  mlflow.setState({ address });
  return address;
}

/** @returns what is wrong with the text; null where it is taken. */
export function enterMlflow(text: string): string | null {
  const address = readMlflowAddress(text);
  if (!address) {
    return 'That is no address of the web. Write http://localhost:5000, with #NAME behind it for the experiment NAME.';
  }
  if (!canBeAllowed(address)) {
    return 'A page may send to a host by its name or its IPv4 number alone, such as localhost or 192.168.0.7.';
  }
  mlflow.setState({ address });
  void keep(address.url);
  return null;
}

export async function forgetMlflow(): Promise<void> {
  mlflow.setState({ address: null, asking: false, problem: null });
  await keep(null);
}

async function keep(text: string | null): Promise<void> {
  try {
    await saveSettings({ mlflow: text });
    await apply();
  } catch (thrown) {
    notifyFailure('Could not keep the address of the MLflow server', thrown);
  }
}

/** The policy is as the address says, and workers of before are not asked to train again. */
async function apply(): Promise<void> {
  const { address } = mlflow.getState();
  endSending();
  await allowOrigin(address?.origin ?? null);
  trainClient.renew();
  if (!address) return;
  await checkMlflow();
  await sendWhatWaits();
}

/** Asks the server whether it lets this page in. */
export async function checkMlflow(): Promise<void> {
  const { address } = mlflow.getState();
  if (!address) return;
  mlflow.setState({ asking: true });
  const client = openOutboxClient();
  const problem = await client
    .request('check', { address: address.url })
    .catch((thrown: unknown) => AnnealError.from(thrown).message);
  client.terminate(new AnnealError('cancelled', 'The server has been asked.'));
  if (mlflow.getState().address === address) mlflow.setState({ asking: false, problem });
}

let sending: RequestClient<OutboxRequests> | null = null;
/** A run has ended meanwhile. */
let again = false;

function endSending(): void {
  sending?.terminate(new AnnealError('cancelled', 'The address has changed.'));
  sending = null;
}

/** Sends what waits of runs that do not train now, for as long as it takes: a server that is down is asked ever more seldom. */
export async function sendWhatWaits(): Promise<void> {
  const { address } = mlflow.getState();
  if (!address) return;
  again ||= sending !== null;
  if (sending) return;
  const client = openOutboxClient();
  sending = client;
  try {
    // A worker starts with the first request.
    if ((await runsWithLetters()).length === 0) return;
    await client.request(
      'send',
      { address: address.url },
      { onProgress: ({ runId, name, message }) => tell(runId, name, message) },
    );
  } catch (thrown) {
    notifyFailure('Could not send what waits for MLflow', thrown);
  } finally {
    if (sending === client) endSending();
  }
  if (!again) return;
  again = false;
  await sendWhatWaits();
}

function tell(runId: string, name: string, message: string): void {
  notify({ tone: 'warn', title: `${name} and MLflow`, error: { code: 'busy', message }, runId });
}

/** What becomes of a run that starts now, in a sentence; null where nobody has asked for it. */
export function mlflowWords({ address, asking, problem }: MlflowState): string | null {
  if (!address) return null;
  if (asking) return `Asking ${address.shown}…`;
  return problem ?? `Logged to MLflow at ${address.shown}.`;
}
